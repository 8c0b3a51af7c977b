# The real live console on kernel devices, driven from outside. Commands come on the first line,
# one each, and are answered with one; the terminal is on the second.
#   PROGRAM: the reins binary, relative to the checkout
#
#   start NAME    the demo on the terminal, recording into a folder that becomes $OUT/NAME
#   nobody NAME   the same as a user who may read no device
#   mode BITS     of the device's node
#   plug NAME     a SpaceNavigator; what it sends and is sent goes to $OUT/NAME.log at the end
#   feed FILE     what the device sends from now on: a file of $OUT with lines for uhid_feed
#   sent          how many reports it has sent since it was plugged in
#   unplug        in the middle of what it sends
#   light         what the device's light was told last
#   hold, free    a program called spacenavd grabs the device, and ends
#   wait          for the end of the console; answers with its status
#   off
reins=$CHECKOUT/$PROGRAM
mkdir -p /tmp/bin
cp "$OUT/uhid_feed" "$OUT/on_terminal" /tmp/bin/
cp "$OUT/hold_device" /tmp/bin/spacenavd
exec 3<> /dev/vport0p1

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
holds() { grep -q held /tmp/held; }

start() {
    recorded=$1; shift
    mkdir -p /tmp/$recorded; chmod 777 /tmp/$recorded /dev/vport0p2
    TERM=xterm-256color LANG=C.UTF-8 TMPDIR=/tmp HOME=/tmp/$recorded XDG_STATE_HOME=/tmp/$recorded \
        "$@" /tmp/bin/on_terminal /dev/vport0p2 100 30 "$reins" demo --record /tmp/$recorded \
        3>&- 4>&- 2> /tmp/console.err &
    console=$!
}
plug() {
    rm -f /tmp/feed; mkfifo /tmp/feed
    /tmp/bin/uhid_feed $CHECKOUT/Scripts/guest/descriptors/046d-c626-217.hex \
        "3Dconnexion SpaceNavigator" 046d c626 < /tmp/feed > /tmp/$1.log 3>&- &
    feeder=$! log=$1.log
    exec 4> /tmp/feed
    until_true 20 has_node
}
unplug() {
    kill $feeder; wait $feeder
    exec 4>&-
    cp /tmp/$log "$OUT/"
}
finish() {
    wait $console; status=$?
    cp -r /tmp/$recorded /tmp/console.err "$OUT/"
    return $status
}

while read -r command name <&3; do
    case $command in
        start) start $name ;;
        nobody) start $name setpriv --reuid 65534 --regid 65534 --clear-groups ;;
        mode) chmod $name $(node) ;;
        plug) plug $name ;;
        feed) cat "$OUT/$name" >&4 ;;
        unplug) unplug ;;
        light) echo "$(grep output /tmp/$log | tail -1 | cut -d' ' -f3)" >&3; continue ;;
        sent) grep -c ^report /tmp/$log >&3; continue ;;
        hold) : > /tmp/held; /tmp/bin/spacenavd $(node) 1000000 > /tmp/held 3>&- 4>&- & holder=$!
            until_true 20 holds ;;
        free) kill $holder; wait $holder ;;
        wait) finish ;;
        off) exit 0 ;;
    esac
    echo "$command $?" >&3
done
