/** A page asks while its line to the server opens; what changed in that moment is told by the next
 * change. After a longer while, or a line that was down, everything on the screen is asked for again. */
export function may_have_missed(was_down: boolean, opening_ms: number): boolean {
  return was_down || opening_ms > 1000;
}

/** Which questions a change at the server makes stale. */
export const stale_by_topic: Record<string, string[]> = {
  'bulletin.changed': ['bulletins', 'bulletin'],
  'render.changed': ['render'],
  'missed.changed': ['missed'],
  'programme.changed': ['programmes', 'runs', 'dry-run', 'bulletin', 'bulletins'],
  'run.changed': ['runs', 'run', 'emergency'],
  'device.changed': ['devices', 'device', 'run'],
  'alarm.changed': ['alarms', 'alarm'],
  'media.changed': ['media'],
  'emergency.changed': ['emergencies', 'emergency', 'runs'],
  'update.changed': ['updates'],
  'live.changed': ['live', 'runs', 'run'],
};
