import BuiltinKeymaps
import Keymap
import Testing

@Suite("Key help") struct HelpTests {
    @Test("of the shipped keymap, the text that the README shows")
    func golden() throws {
        let text = try shippedKeymap().helpText
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(
            text == """
                Who drives
                  l               take left     Take the left arm; it slows down and holds.
                  r               take right    Take the right arm; it slows down and holds.
                  b               take both     Take both arms; they slow down and hold.
                  g               take it       Take what is selected, as a head; it holds.
                  h               hand back     Give the selected arms back to the policy.
                  space           hold          Hold all arms at once; selects them all.
                  o               other arm     Select the other arm: the hand moves that one.

                Stopping
                  tab ctrl-x      STOP          Ask for a protective stop (no emergency stop).
                  c               reset stop    Reset a stop: this, then yes; the arms hold.
                  a               acknowledge   Accept a lost link or device; the arms hold.

                Episode
                  s               start         Start the episode that is ready.
                  1               success       End the episode: the task was done.
                  0               failure       End the episode: the task was not done.
                  x               discard       End the episode and keep it out of the data.
                  n               next          Go on to the next episode; the robot resets.
                  m               note          Write a note into the recording.

                Gripper
                  v               gripper       Open or close the gripper of the arm you have.
                  z               free gripper  Give a gripper kept at hand-back to the policy.

                How the puck drives
                  ,               slower        Go to the next lower speed level.
                  .               faster        Go to the next higher speed level.
                  t               translation   Let translations alone pass, or all axes again.
                  u               rotation      Let rotations alone pass, or all axes again.
                  d               main axis     Let the strongest axis alone pass, or all again.
                  f               frame         Steer in the next frame: base, tool, view.
                  j               both arms     Move both arms parallel, mirrored or relative.

                Driving by keyboard
                  up              forward       Nudge the tool forward.
                  down            back          Nudge the tool back.
                  left            left          Nudge the tool to the left.
                  right           right         Nudge the tool to the right.
                  pageUp          up            Nudge the tool up.
                  pageDown        down          Nudge the tool down.
                  insert          roll left     Nudge the tool's roll to the left.
                  delete          roll right    Nudge the tool's roll to the right.
                  home            pitch up      Nudge the tool's pitch up.
                  end             pitch down    Nudge the tool's pitch down.
                  4               turn left     Nudge the tool's turn to the left.
                  6               turn right    Nudge the tool's turn to the right.

                Control
                  i               get control   Get control where it is free or offered to you.
                  w               give control  Give control up, so that others can have it.
                  k               pass control  Offer control to another; again withdraws it.
                  e               take control  Take control from who has it; asks for a word.

                Lists
                  up k            up            Go to the row above.
                  down j          down          Go to the row below.
                  pageUp          page up       Go a page up.
                  pageDown        page down     Go a page down.
                  enter           open          Open the selected row.
                  escape          back          Leave what was opened.

                Screen
                  ? F1            help          Show or hide what the keys do.
                  q ctrl-c        quit          Leave; asks first while you have control.
                  y enter         yes           Answer yes to the question shown.
                  n escape        no            Answer no to the question shown.

                Puck buttons
                  pair: left      enable        Hold down to drive; letting go holds the arm.
                  pair: right     gripper       Open or close the gripper of the arm you have.
                  pro: shift      enable        Hold down to drive; letting go holds the arm.
                  pro: control    gripper       Open or close the gripper of the arm you have.
                  pro: menu       hold          Hold all arms at once; selects them all.
                  pro: fit        other arm     Select the other arm: the hand moves that one.
                  pro: 1          slower        Go to the next lower speed level.
                  pro: 2          faster        Go to the next higher speed level.
                  pro: top        translation   Let translations alone pass, or all axes again.
                  pro: roll       rotation      Let rotations alone pass, or all axes again.
                  pro: lock       main axis     Let the strongest axis alone pass, or all again.

                Enabling switch on other devices
                  pedal           KEY_B KEY_F13
                  keyboard        KEY_RIGHTCTRL

                """)
    }

    @Test("shows a context with what is bound everywhere, and only that")
    func contexts() throws {
        let groups = try shippedKeymap().helpGroups(for: [.review, .everywhere])
        #expect(groups.map(\.group) == [.safety, .lists, .screen])
        #expect(groups[0].lines.map(\.intent) == [.stop])
        #expect(groups[0].lines[0].keys == "tab ctrl-x")
    }
}
