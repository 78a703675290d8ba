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
