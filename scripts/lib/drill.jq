# How far each alert of a drill has come: the plan on stdin, with what Prometheus ($prometheus, its active alerts) and the
# record ($episodes) know by now; either is null while it does not answer. Times are milliseconds since 1970.

def ms: (.[0:19] + "Z" | fromdateiso8601) * 1000
  + (((capture("^.{19}(?<f>[.][0-9]+)").f) // "0" | tonumber) * 1000 | floor);

def told($witnesses): [.sightings[] | select(.witness | IN($witnesses[])) | .firstSeenAt | ms] | min;

# The first that began after the fault.
def episode($alert): [($episodes // [])[]
  | select(.name == $alert.name and (.startsAt | ms) >= $alert.faultAt)] | sort_by(.startsAt) | first;

def active($alert): [($prometheus // [])[]
  | select(.labels.alertname == $alert.name and (.activeAt | ms) >= $alert.faultAt)];

map(
  . as $alert
  | if .faultAt == null then . else
      episode($alert) as $episode
      | active($alert) as $active
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
    end)
