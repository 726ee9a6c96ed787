# shellcheck shell=bash
# help: the header of monitor.sh is the overview, so that it is written once.

help() {
  (($# <= 1)) || usage_error "help takes one command, or none."
  case ${1:-} in
    '') sed -n '3,/^[^#]/{ /^#/!d; s/^# \{0,1\}//; p; }' "$ROOT/scripts/monitor.sh" ;;
    up)
      cat <<-'END'
		Usage: monitor.sh up [PART...]

		Builds the service and installs Open Liberty where they are missing or older than their sources,
		fetches the programs that are not on the PATH, renders docker/*.yml for this stack and has promtool
		and amtool check them, starts the parts (all, or those named) and waits until each is healthy.

		What runs already is left alone; it reads a changed configuration, and it is started anew if the WAR,
		the server's configuration or a setting of its own has changed. If a part fails, the last lines of its
		log are shown and what this call started is stopped again.

		A secret that only you have goes into a file of the state folder: tocsin-slack-url and
		tocsin-pagerduty-key in .tocsin/stack/secrets. They are read at each notification: no restart needed.

		Several stacks on one machine need a TOCSIN_STATE and ports of their own.
		END
      ;;
    down)
      cat <<-'END'
		Usage: monitor.sh down [PART...]

		Stops the parts (all, or those named) that up started, the service first: it is drained, which tells its
		clients that it restarts. SIGTERM, and SIGKILL with a warning after 45 s (the service) or 15 s (the
		others). Nothing else is touched; data and logs stay.
		END
      ;;
    status)
      cat <<-'END'
		Usage: monitor.sh status [--json]

		Each part with its state, port, pid and uptime; and whether Slack, PagerDuty and the record of the
		service are configured, and what Alertmanager tells them has arrived in the last five minutes.
		  healthy    its health check answers 200
		  starting   it runs, and its health check does not answer 200 yet
		  unhealthy  the same, two minutes after its start
		  failed     it was started, and it is gone
		  stopped    it was not started, or down stopped it
		Ends with 0 if all parts are healthy and no configured channel fails, else with 3.
		END
      ;;
    check-alerts)
      cat <<-'END'
		Usage: monitor.sh check-alerts [--json]

		The alerts that are pending or firing in Prometheus, and what Alertmanager makes of them: active,
		or suppressed by a silence or another alert, and who receives them at once. A dash: not known there (yet).
		Ends with 0 if nothing fires, 1 if something does, 69 if Prometheus cannot be reached, 70 if
		Alertmanager cannot.
		END
      ;;
    alerts)
      cat <<-'END'
		Usage: monitor.sh alerts

		Prints the address of the page's Alertmanager view, and opens it where there is a desktop.
		END
      ;;
    audit)
      cat <<-'END'
		Usage: monitor.sh audit verify [--since DURATION] [--json]
		       monitor.sh audit completeness [--from TIME] [--to TIME] [--json]
		       monitor.sh audit backup FILE
		       monitor.sh audit restore FILE

		verify
		Has the service walk the whole audit log and replay the episodes from it, and compares the log with
		the heads that Prometheus scraped in the last 15d (or DURATION): a tail that was cut off together with
		its head shows there alone. Each row that is not as it was written is named.
		Ends with 0 if all of it holds, 1 if something was altered, 69 if Prometheus cannot be reached, 70 if
		the service cannot.

		completeness
		Lists the alerts of the last day (or of the time given) that only one side knows, Prometheus or those
		whom Alertmanager notifies, and why. Ends with 0 if each is explained, 1 if not, 70 if the service cannot
		be reached.

		backup, restore
		Copies the embedded database as it is at one instant, whether the service runs or not; and puts a copy in
		its place, for which the service has to be down. What is replaced is kept beside it. Both say how many
		entries the copy has, and the hash of the last.
		END
      ;;
    doctor)
      cat <<-'END'
		Usage: monitor.sh doctor [--timeout SECONDS] [--json]

		Walks the way of an alert, from the service to whoever is told, in the order in which one looks when
		alerts do not fire, do not reach Alertmanager, are not told, or fire for nothing. Each hop, with what was
		seen, and of a broken one how it is mended. Nothing is changed.
		  works      it was seen to work
		  broken     the line below it says what to do
		  unknown    what it needs is broken, or nothing has gone through it yet
		What has not answered after 5 s (or SECONDS) counts as silent.
		Ends with 0 if no hop is broken, else with 1.
		END
      ;;
    completion)
      cat <<-'END'
		Usage: monitor.sh completion bash
		       monitor.sh completion zsh

		Prints what completes commands, options and parts when Tab is pressed. For this shell, or in its start file:
		  source <(./scripts/monitor.sh completion bash)
		END
      ;;
    help)
      cat <<-'END'
		Usage: monitor.sh help [COMMAND]

		All commands, parts, environment variables and exit codes; or more about one command.
		END
      ;;
    review)
      cat <<-'END'
		Usage: monitor.sh review [--since DURATION | --since TIME] [--until TIME] [--zone ZONE] [--drills without|with|only]
		                         [--html FILE | --json]
		       monitor.sh review --form weekly|monthly|quarterly [--zone ZONE] [--html FILE | --json]

		What the alerts of the last 30 days, of another time (such as --since 7d), or of the last whole week, month or quarter come
		to: how often they fired, who answered and how fast, what was noise, and what to change.
		--html writes one file that prints, with back-tests and with what the monitoring missed; --json is what
		GET /api/review answers. What each figure means stands in docs/review.md.
		Ends with 0, 70 if the service gives no review, 73 if the file cannot be written.
		END
      ;;
    drill)
      cat <<-'END'
		Usage: monitor.sh drill ALERT [--json]
		       monitor.sh drill --all [--json]
		       monitor.sh drill --list

		Makes what the alert tells of on the running stack, and follows it: pending and firing in Prometheus,
		witnessed by the service, notified by Alertmanager, resolved. Each hop is timed, beside the least that it can
		take by the intervals that are configured. Whoever is on call is told for real; each episode is judged a
		drill, under the name oncall. All is mended afterwards, and on Ctrl-C too. --list tells what is done for each
		alert; --all makes one after the other, or at once what does not get in the other's way.

		It needs a native stack, all of it healthy, that was started with TOCSIN_DRILLS=true. Only processes that up
		has started are stopped, and only clients of the drill are dropped.
		Ends with 0 if each alert went off, was told and ended; 1 if not; 77 where drills are not enabled.
		END
      ;;
    package)
      cat <<-'END'
		Usage: monitor.sh package [FILE]

		Builds what is missing and makes an archive of it, target/tocsin.tar.gz or FILE: Open Liberty with no more
		than the service may need, the WAR, the database drivers, and Prometheus's, Alertmanager's and nginx's files
		as they are in docker/. It is unpacked anywhere and started with tocsin/bin/server run tocsin.
		END
      ;;
    logs)
      cat <<-'END'
		Usage: monitor.sh logs [PART] [-f]

		The last 200 lines of one part's log, or of all; -f goes on as lines are written.
		END
      ;;
    test)
      cat <<-'END'
		Usage: monitor.sh test [ARGUMENT...]

		Installs what the tests need (Debian's packages into .tocsin/tools; Chromium by apt-get, for root),
		then runs ./mvnw verify with the arguments. A running stack is not disturbed.
		END
      ;;
    tools)
      cat <<-'END'
		Usage: monitor.sh tools

		Fetches the programs that are not on the PATH from Debian's packages into .tocsin/tools/debian, without
		root and without a change to the system, and lists where each one is.
		END
      ;;
    *) usage_error "There is no command \"$1\"; \"monitor.sh help\" lists the commands." ;;
  esac
}
