# How far each alert of a drill has come. A drill is a list of its alerts; what is known of each grows with every look. Times are
# milliseconds since 1970.

# Each with the least time that its hops take by how Prometheus and Alertmanager are configured: the lines
# "NAME\tFAULT\tSECONDS\tSECONDS" of the table of drills on stdin, Prometheus's rules, and the intervals.
def planned($rules; $scrape; $wait; $speed):
  # A window slides by scrapes, and a rate is carried on to both of its ends.
  def least: [0, tonumber * 1000 / $speed - 2 * $scrape] | max | floor;
  [ split("\n")[] | select(. != "") | split("\t") as [$name, $fault, $sight, $relief]
    | first($rules.data.groups[] | .interval as $interval | .rules[] | select(.name == $name)
        | {for: (.duration * 1000 | round), keep: ((.keepFiringFor // 0) * 1000 | round), interval: ($interval * 1000)})
    | {name: $name, fault: $fault, for, atLeast: {
        pending: ($sight | least),
        firing: ((.for / .interval | ceil) * .interval),
        witnessed: 0,
        notified: $wait,
        resolved: ([($relief | least), .keep] | max)}} ];

def ms: (.[0:19] + "Z" | fromdateiso8601) * 1000
  + (((capture("^.{19}(?<f>[.][0-9]+)").f) // "0" | tonumber) * 1000 | floor);

# What an answer says; null if there is none.
def answer(filter): try (fromjson | filter) catch null;

# With what Prometheus ($alerts, its active ones) and the record ($episodes) know by now; either is null while it does not answer.
def followed($alerts; $episodes; $now):
  def told($witnesses): [.sightings[] | select(.witness | IN($witnesses[])) | .firstSeenAt | ms] | min;
  map(
    . as $alert
    | if .faultAt == null then . else
        ([$episodes[]? | select(.name == $alert.name)] | sort_by(.startsAt)) as $own
        # The first that the fault can have brought about, and that was not over before the fault: another of that name may have
        # been pending, and a reload of Prometheus may interrupt ours.
        | [$own[] | select((.startsAt | ms) >= $alert.faultAt + $alert.for)] as $since
        | ([($since[] | select(.endsAt == null or (.endsAt | ms) >= ($alert.endedAt // infinite))), $since[]] | first) as $episode
        | .again = (.again or any($own[]; (.startsAt | ms) < $alert.faultAt))
        | [$alerts[]? | select(.labels.alertname == $alert.name and (.activeAt | ms) >= $alert.faultAt)] as $active
        | .pending = (.pending // ([$active[].activeAt | ms] | min))
        | .seen = (.seen // if any($active[]; .state == "firing") then $now else null end)
        | if $episode == null then . else
            .id = $episode.id
            | .firing = ($episode.startsAt | ms)
            | .pending = (.pending // if .for == 0 then .firing else null end)
            | .witnessed = ($episode | told(["direct", "backfill", "poll"]))
            | .notified = ($episode | told(["webhook"]))
            | .resolved = ($episode.endsAt | if . then ms else null end)
          end
        | .took = ({
            pending: [.pending, .faultAt],
            firing: [.firing, .pending],
            witnessed: [.witnessed, .firing],
            notified: [.notified, .firing],
            resolved: [.resolved, .endedAt]
          } | map_values(select(all(.[]; . != null)) | .[0] - .[1]))
      end);

# The faults that somebody has not been told of yet, and that have not been waited for too long. People are told $wait after
# Alertmanager heard of it, which is about when it tells the service; $later of what another alert keeps quiet at first, and of
# what has fired before, whose group may still be there. It cannot tell that it is down itself, and the record hears only later
# that the service was.
def untold($wait; $later; $patience; $now):
  [.[] | select(.faultAt)
    | select((.seen != null and (.notified != null or (.name | IN("ServiceDown", "AlertmanagerDown")))
        and $now > ([.seen, .notified] | max) + (if .again or (.fault | IN("restart", "slow_restart", "hush")) then $later else $wait end) + 2000) | not)
    | select($now < .faultAt + 2 * (([.atLeast[]] | add) - .atLeast.resolved) + $patience)
    | .fault] | unique;

# The alerts whose end has not been waited for too long yet.
def lasting($patience; $now):
  [.[] | select(.firing != null and .endedAt != null and .resolved == null
    and $now < .endedAt + 2 * .atLeast.resolved + $patience) | .name];

# The episodes of the drill, or of what it could not but set off too, that nobody has judged yet.
def unjudged($episodes; $effects; $start):
  def end_of_second: .[0:19] + "Z" | fromdateiso8601 * 1000 + 999;
  (map(select(.faultAt) | {(.name): .faultAt}) | add) as $faults
  | $episodes[]? | select(.verdict == null) | .name as $name
  | (if $effects | contains(" \($name) ") then $start else $faults[$name]? end) as $from
  | select($from != null and (.startsAt | end_of_second) >= $from);

# Each with its result: done, or the first hop that is missing or came sooner than it can. Where Alertmanager has told of the
# same alert within half a minute, its group is still there, and the next one need not wait as long.
def judged: map(. as $alert
  | .result = first(
      (select(.faultAt == null) | "on already"),
      (("pending", "firing", "witnessed", "notified", "resolved") as $hop
        | select($hop != "notified" or $alert.name != "AlertmanagerDown")
        | if $alert.took[$hop] == null then "not \($hop)"
          elif $alert.took[$hop] < $alert.atLeast[$hop] and $hop != "notified" then "\($hop) too soon" else empty end),
      "done"));

def seconds: (. / 100 | round) as $tenths | "\(if $tenths < 0 then "-" else "" end)\($tenths | fabs / 10 | floor).\($tenths | fabs % 10)";

# What has come since the drill was as $before: [alert, hop, how long it took].
def news($before):
  to_entries[] | $before[.key].took as $known | .value | . as $alert
  | .took // {} | to_entries[] | .key as $hop | select($known[$hop] == null)
  | [$alert.name, $hop, "\(.value | seconds) s" + ($alert.atLeast[$hop] | if . > 0 then " (at least \(seconds) s)" else "" end)];

def rows:
  def cell($hop): if .took[$hop] == null then "-" else "\(.took[$hop] | seconds) ≥ \(.atLeast[$hop] | seconds)" end;
  ["ALERT", "PENDING", "FIRING", "WITNESSED", "NOTIFIED", "RESOLVED", "RESULT"],
  (.[] | [.name, cell("pending"), cell("firing"), cell("witnessed"), cell("notified"), cell("resolved"), .result]);
