#!/bin/bash
# Runs inside the machine that scripts/test-service boots: installs, uses, breaks, upgrades and removes the service, as an administrator would.
# Each step prints "ROW|step|ok or FAILED|seconds|what was seen"; a failed one adds lines of the journal, "LOG|...".
set -uo pipefail
here=/root/service
url=http://127.0.0.1:3000
service=molnos-sandbox.service
settings=/etc/molnos/molnos.config.json
export DEBIAN_FRONTEND=noninteractive

begin=$SECONDS
row() { # step, result, what was seen
  local seen
  seen="$(printf %s "$3" | tr -s '\n ' '  ')"
  printf 'ROW|%s|%s|%s|%s\n' "$1" "$2" $((SECONDS - begin)) "${seen# }"
  begin=$SECONDS
}
check() { # step, what was seen, condition...
  local step="$1" seen="$2"
  shift 2
  if "$@"; then
    row "$step" ok "$seen"
  else
    row "$step" FAILED "$seen"
    journalctl --unit=$service --lines=15 --no-pager --output=cat | sed 's/^/LOG|/'
  fi
}
until_true() { # seconds, command...
  local end=$((SECONDS + $1))
  shift
  until "$@"; do [[ $SECONDS -lt $end ]] || return 1; sleep 0.2; done
}
# The starts of a test come closer together than StartLimitBurst= lets a crash repeat itself.
forget_starts() { systemctl reset-failed $service molnos-sandbox.socket 2> /dev/null || true; }
apt_get() { timeout 90 apt-get --yes --quiet "$@"; }

call() { curl --silent --max-time 15 "$url/functions/run/greeting?name=Ada"; }
call_answers() { [[ "$(call)" == '{"message":"Hello, Ada!"}' ]]; }
call_by_tls() { curl --silent --max-time 15 --cacert /run/cert.pem --write-out ' HTTP/%{http_version}' 'https://molnos-test/functions/run/greeting?name=Ada'; }
manage() { curl --silent --max-time 30 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }
write_value() { manage "$url/databases/write" --data "{\"tableName\":\"kept\",\"key\":\"answer\",\"value\":$1}"; }
read_value() { manage "$url/databases/get" --data '{"tableName":"kept","key":"answer"}'; }
level() { curl --silent --max-time 15 "$url/health/ready" | sed -n 's/.*"level":"\([a-z]*\)".*/\1/p'; }
client_lists() { [[ "$(MOLNOS_URL="$url" MOLNOS_TOKEN="$token" timeout 30 molnos functions list --output json)" == *'"greet"'* ]]; }

main_pid() { systemctl show --property=MainPID --value $service; }
pid_changed() { local now; now="$(main_pid)"; [[ "$now" != 0 && "$now" != "$1" ]]; }
status_text() { systemctl show --property=StatusText --value $service; }
status_is() { [[ "$(status_text)" == "$1" ]]; }
last_said() { journalctl --unit=$service --no-pager --output=cat | grep --fixed-strings -- "$1" | tail -1; }
units() { systemctl is-active $service molnos-sandbox.socket molnos-sandbox-tls.socket | xargs; }

# Fifty calls a second beside a step. Its figures are read after its process has ended, which is ten seconds after it was told to at most.
start_load() { # address of the server
  rm -f /run/load.json /run/load.err
  SSL_CERT_FILE=/run/cert.pem "$here/node" --use-openssl-ca "$here/load.mjs" "$1/functions/run/greeting?name=Ada" 50 > /run/load.json 2> /run/load.err &
  load=$!
  until_true 10 grep --quiet begun /run/load.err
  sleep 2
}
end_load() {
  sleep 2
  kill -TERM "$load"
  wait "$load"
  seen="$(cat /run/load.json; grep --invert-match begun /run/load.err)"
}
no_call_failed() { grep --quiet '"failed":0,' /run/load.json; }
none_refused_or_hung() { grep --quiet '"refused":0,"hung":0,' /run/load.json; }

install_it() {
  row "systemd" ok "$(systemctl --version | head -1), $(stat -fc %T /sys/fs/cgroup) on /sys/fs/cgroup"
  apt_get install "$here/old.deb" > /run/install.log 2>&1 || { row "install by apt" FAILED "$(tail -3 /run/install.log)"; exit 1; }
  check "install by apt starts nothing" "$(systemctl is-enabled $service), $(systemctl is-active $service)" test "$(systemctl is-active $service)" = inactive
  check "exposure of the unit is 3.0 at most" "$(systemd-analyze security --no-pager $service | tail -1 | tr -cd 'A-Za-z0-9.: -')" \
    bash -c "systemd-analyze security --threshold=30 --no-pager $service > /dev/null"
  # Full walls need control groups of version 2, which are the host's.
  local walls=full
  if [[ "$(stat -fc %T /sys/fs/cgroup)" != cgroup2fs ]]; then
    walls=degraded
    echo 'MOLNOS_Workers__Isolation=degraded' > /etc/molnos/environment
  fi
  systemctl enable --now --quiet $service
  check "systemctl enable --now" "$(systemctl is-active $service), status: $(status_text)" test "$(systemctl is-active $service)" = active
  until_true 60 curl --silent --fail --max-time 15 --output /dev/null "$url/health/ready"
  check "walls around workers inside the unit: $walls" "level $(level)" test "$(level)" = "$walls"
  check "runs as its own user" "$(ps -o user= -p "$(main_pid)"), data $(stat -c '%U %a' /var/lib/molnos)" test "$(ps -o user= -p "$(main_pid)")/$(stat -c '%U %a' /var/lib/molnos)" = "molnos/molnos 700"
}

use_it() {
  local status written
  # Read once: a restore puts the file aside, and the key goes on to work.
  token="$(cat /var/lib/molnos/admin.token)"
  status="$(manage --output /run/deploy.json --write-out '%{http_code}' "$url/functions/deploy" --data-binary @"$here/greet.json")"
  check "deploy" "status $status" test "$status" = 201
  check "run" "$(call)" call_answers
  written="$(write_value 42)"
  check "write to a table" "$written" test "$written" = '{"success":true}'
  check "molnos, the client" "$(molnos --version 2>&1)" client_lists
}

reload_it() {
  local pid code reason
  pid="$(main_pid)"
  echo '{"Hosting": {"ShutdownGrace": "25s"}, "Workers": {"Warm": 1}}' > $settings
  systemctl reload $service
  until_true 20 status_is 'Serving; changed, and in effect after a restart only: Workers:Warm.'
  check "reload takes over, names the rest" "$(status_text)" status_is 'Serving; changed, and in effect after a restart only: Workers:Warm.'
  echo '{"Logging": {"Level": "Loud"}}' > $settings
  timeout 30 systemctl reload $service 2> /dev/null
  code=$?
  until_true 10 last_said 'cannot start' > /dev/null
  reason="$(last_said 'cannot start')"
  check "reload of bad settings fails, and says why" "exit code $code; $reason" test "$code" = 1 -a -n "$reason"
  check "the server goes on" "$(call)" call_answers
  echo '{}' > $settings
  systemctl reload $service
  until_true 20 status_is 'Serving.'
  check "a good reload after it, in the same process" "$(status_text) $pid" test "$(main_pid)/$(status_text)" = "$pid/Serving."
}

break_it() {
  local pid value
  forget_starts
  pid="$(main_pid)"
  start_load "$url"
  write_value 43 > /dev/null
  kill -KILL "$pid"
  until_true 60 pid_changed "$pid"
  until_true 60 call_answers
  end_load
  check "kill -9 under 50 calls/s: restarted, none refused, none hung" "$(systemctl show --property=NRestarts $service) $seen" none_refused_or_hung
  value="$(read_value)"
  check "what was acknowledged before is there" "$value" test "$value" = 43

  # A shorter watch than the unit's 60 s, and 5 s instead of 45 s for the SIGABRT that a stopped process cannot take.
  mkdir -p /run/systemd/system/$service.d
  printf '[Service]\nWatchdogSec=6s\nTimeoutAbortSec=5s\n' > /run/systemd/system/$service.d/watchdog.conf
  systemctl daemon-reload
  forget_starts
  systemctl restart $service
  until_true 60 call_answers
  pid="$(main_pid)"
  kill -STOP "$pid"
  until_true 60 pid_changed "$pid"
  until_true 60 call_answers
  check "a server that hangs (SIGSTOP) is restarted by the watchdog" "$(last_said 'Watchdog timeout')" test "$(main_pid)" != "$pid" -a -n "$(last_said 'Watchdog timeout')"
  check "and serves" "$(call)" call_answers
  rm -r /run/systemd/system/$service.d
  systemctl daemon-reload
}

upgrade_it() {
  local before code pid value
  forget_starts
  pid="$(main_pid)"
  start_load "$url"
  systemctl restart $service
  until_true 60 call_answers
  end_load
  check "restart under 50 calls/s: 0 failed" "$seen" no_call_failed
  check "another process serves" "$pid, then $(main_pid)" pid_changed "$pid"
  before="$(readlink /opt/molnos/current)"
  forget_starts
  start_load "$url"
  apt_get install "$here/new.deb" > /run/upgrade.log 2>&1
  code=$?
  until_true 60 call_answers
  end_load
  check "upgrade by apt under 50 calls/s: 0 failed" "$seen" no_call_failed
  check "the new release runs" "exit code $code; $(readlink "/proc/$(main_pid)/exe"), was $before" \
    test "$code" = 0 -a "$(readlink "/proc/$(main_pid)/exe")" = "/opt/molnos/$(readlink /opt/molnos/current)/molnos-sandbox" -a "$(readlink /opt/molnos/current)" != "$before"
  value="$(read_value)"
  check "the old release is gone, settings and data are kept" "$(ls /opt/molnos/releases); $(cat $settings); $value" \
    test "$value/$(cat $settings)/$(find /opt/molnos/releases -mindepth 1 -maxdepth 1 | wc -l)" = '43/{}/1'
}

# The steps of docs/install.md.
tls_it() {
  local answer
  openssl req -x509 -newkey rsa:2048 -nodes -days 60 -subj /CN=molnos-test -addext subjectAltName=DNS:molnos-test -keyout /run/key.pem -out /run/cert.pem 2> /dev/null
  install -d -o root -g molnos -m 0750 /etc/molnos/tls
  install -o root -g molnos -m 0640 /run/cert.pem /etc/molnos/tls/example.pem
  install -o root -g molnos -m 0640 /run/key.pem /etc/molnos/tls/example.key
  echo '{ "Tls": { "Certificates": [{ "Certificate": "/etc/molnos/tls/example.pem", "Key": "/etc/molnos/tls/example.key" }] } }' > $settings
  forget_starts
  systemctl enable --quiet molnos-sandbox-tls.socket
  systemctl stop molnos-sandbox.socket molnos-sandbox.service
  systemctl start molnos-sandbox.socket molnos-sandbox-tls.socket molnos-sandbox.service
  answer="$(call_by_tls)"
  check "TLS on port 443, held by systemd" "$answer" test "$answer" = '{"message":"Hello, Ada!"} HTTP/2'
  check "and plain HTTP beside it" "$(call)" call_answers
  forget_starts
  start_load https://molnos-test
  systemctl restart $service
  until_true 60 call_answers
  end_load
  check "restart under 50 calls/s by TLS: 0 failed" "$seen" no_call_failed
}

move_it() {
  local answer
  forget_starts
  mkdir -p /etc/systemd/system/molnos-sandbox.socket.d
  printf '[Socket]\nListenStream=\nListenStream=127.0.0.1:3100\n' > /etc/systemd/system/molnos-sandbox.socket.d/override.conf
  systemctl daemon-reload
  systemctl stop molnos-sandbox.socket molnos-sandbox.service
  systemctl start molnos-sandbox.socket molnos-sandbox.service
  answer="$(curl --silent --max-time 15 http://127.0.0.1:3100/health)"
  check "another address by a drop-in" "$answer on 3100" test "$answer" = OK
  rm -r /etc/systemd/system/molnos-sandbox.socket.d
  systemctl daemon-reload
  systemctl stop molnos-sandbox.socket molnos-sandbox.service
  systemctl start molnos-sandbox.socket molnos-sandbox.service
  check "and back" "$(call)" call_answers
}

back_up_it() {
  local file value code
  file="/root/backup-$(date +%s)-$$.tar"
  timeout 30 molnos auth configure <<< "$token" > /run/auth.log 2>&1
  timeout 60 molnos backup "$file" > /run/backup.log 2>&1
  code=$?
  check "molnos backup" "exit code $code; $(stat -c '%U %a, %s bytes' "$file")" test "$code" = 0 -a "$(stat -c '%U %a' "$file")" = 'root 600'
  write_value 44 > /dev/null
  forget_starts
  systemctl stop 'molnos-sandbox*.socket' molnos-sandbox.service
  timeout 60 molnos restore "$file" --Data:Path /var/lib/molnos --force > /run/restore.log 2>&1
  code=$?
  systemctl start molnos-sandbox.socket molnos-sandbox-tls.socket molnos-sandbox.service
  until_true 60 call_answers
  value="$(read_value)"
  check "molnos restore: as it was at the backup" "exit code $code; $value, was 44; owner $(stat -c '%U' /var/lib/molnos/molnos.db)" \
    test "$code/$value/$(stat -c '%U' /var/lib/molnos/molnos.db)" = 0/43/molnos
  check "service and both sockets run" "$(units)" test "$(units)" = 'active active active'
}

remove_it() {
  echo '{}' > $settings
  apt_get remove molnos-sandbox > /run/remove.log 2>&1
  check "apt remove keeps data and settings" "$(systemctl is-active $service); $(ls -d /opt/molnos /var/lib/molnos/molnos.db $settings 2> /dev/null)" \
    test -f /var/lib/molnos/molnos.db -a -f $settings -a ! -e /opt/molnos
  apt_get install "$here/new.deb" > /run/again.log 2>&1
  forget_starts
  systemctl enable --now --quiet $service
  until_true 60 call_answers
  check "installed again, the function is there" "$(call)" call_answers
  apt_get purge molnos-sandbox > /run/purge.log 2>&1
  check "apt purge removes everything" "$(ls -d /opt/molnos /var/lib/molnos /etc/molnos 2> /dev/null)$(getent passwd molnos)" \
    test ! -e /opt/molnos -a ! -e /var/lib/molnos -a ! -e /etc/molnos -a -z "$(getent passwd molnos)"
}

install_it
use_it
reload_it
break_it
upgrade_it
tls_it
move_it
back_up_it
remove_it
row END ok ""
