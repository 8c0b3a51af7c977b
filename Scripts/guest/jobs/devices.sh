# The real `reins devices` on kernel devices. The host compares what it leaves in $OUT.
#   PROGRAM: the reins binary, relative to the checkout
reins=$CHECKOUT/$PROGRAM
descriptors=$CHECKOUT/Scripts/guest/descriptors
mkdir -p /tmp/bin /tmp/told
cp "$OUT/uhid_feed" "$OUT/hold_device" /tmp/bin/
cp "$OUT/hold_device" /tmp/bin/spacenavd

navigator() { /tmp/bin/uhid_feed $descriptors/046d-c626-217.hex "3Dconnexion SpaceNavigator" 046d c626; }
wireless() { /tmp/bin/uhid_feed $descriptors/256f-c62e-270.hex "3Dconnexion SpaceMouse Wireless" 256f c62e; }

say() { echo "$(cut -d' ' -f1 /proc/uptime) $*"; }
# until_true SECONDS COMMAND…: waits for a command to succeed.
until_true() {
    patience=$(($(date +%s) + $1)); shift
    while ! "$@" > /dev/null 2>&1; do
        [ $(date +%s) -lt $patience ] || return 1
        sleep 0.05
    done
}
node() {
    for name in /sys/class/input/event*/device/name; do
        grep -q SpaceNavigator $name && name=${name%/device/name} && echo /dev/input/${name##*/}
    done
}
has_node() { [ -n "$(node)" ]; }
says() { grep -q "$1" "$told/$2"; }

# watch NAME OPTION…: starts a watch that writes NAME.jsonl; $watch is its process.
# What it tells stays in memory until the end: the shared folder is slow.
told=/tmp/told
as=
watch() {
    name=$1; shift
    $as "$reins" devices --json --watch 120 "$@" > $told/$name.jsonl 2> $told/$name.err &
    watch=$!
    until_true 20 says watching $name.jsonl || echo "no start of $name"
}
end_watch() { kill $watch; wait $watch 2> /dev/null; }

say "first start"
"$reins" devices > "$OUT/none.txt"; echo "none $?" >> "$OUT/statuses"

# What the hand does, once the watch has seen the device at rest: a busy machine takes its time.
feed() {
    until_true 60 says '"centred":true' $case.jsonl || echo "not centred in $case"
    cat "$OUT/$case.in"
}

as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
mouse_node() { ls /sys/class/input/event*/device/name | xargs grep -ls SpaceMouse; }
# The event node alone: hidraw stays root's.
open_to_all() { chmod 666 /dev/input/event*; }
for case in rel-edge abs-edge abs-hold abs-radio; do
    say $case
    # Without hidraw a still push is judged by its changes alone.
    [ $case != abs-hold ] || as=as_nobody
    watch $case
    case $case in
        rel-*) feed | navigator > $told/$case.log & ;;
        abs-*) feed | wireless > $told/$case.log & ;;
    esac
    feeder=$!
    if [ -n "$as" ]; then
        until_true 10 mouse_node
        open_to_all
    fi
    wait $feeder
    as=
    until_true 10 says '"removed"' $case.jsonl || echo "no removal in $case"
    end_watch
done

for case in rel-overflow abs-overflow; do
    say $case
    watch $case
    case $case in
        rel-*) feed | navigator > $told/$case.log & ;;
        abs-*) feed | wireless > $told/$case.log & ;;
    esac
    feeder=$!
    # Stopped in the first deflection with the button held, for longer than the kernel's queue lasts.
    until_true 20 says '"counts":\[[^]]*[1-9]' $case.jsonl
    until_true 20 says '"event":"button"' $case.jsonl
    kill -STOP $watch
    sleep 1.2
    cut -d' ' -f1 /proc/uptime > $told/$case.continued
    kill -CONT $watch
    wait $feeder
    until_true 10 says '"removed"' $case.jsonl || echo "no removal in $case"
    end_watch
done

say "light and grab"
echo "hold 60000" > /tmp/idle
navigator < /tmp/idle > $told/grab.log &
feeder=$!
until_true 10 has_node
node=$(node)
"$reins" devices --json > "$OUT/free.jsonl"; echo "free $?" >> "$OUT/statuses"
"$reins" devices > "$OUT/free.txt"
/tmp/bin/spacenavd $node 60 > $told/held &
holder=$!
until_true 10 says held held
"$reins" devices --json > "$OUT/held.jsonl"; echo "held $?" >> "$OUT/statuses"
"$reins" devices > "$OUT/held.txt"
watch refused --grab
until_true 10 says grab-refused refused.jsonl
end_watch
kill $holder; wait $holder 2> /dev/null
watch armed --grab
until_true 10 says centred\":true armed.jsonl
"$reins" devices --json > "$OUT/ours.jsonl"; echo "ours $?" >> "$OUT/statuses"
end_watch

say permissions
chmod 600 $node
as_nobody "$reins" devices --json > "$OUT/denied.jsonl"; echo "denied $?" >> "$OUT/statuses"
as_nobody "$reins" devices --json --watch 120 > $told/patient.jsonl &
watch=$!
until_true 20 says open-refused patient.jsonl
chmod 666 $node
until_true 20 says '"added"' patient.jsonl
end_watch
kill $feeder; wait $feeder 2> /dev/null
cp $told/* "$OUT/"
exit 0
