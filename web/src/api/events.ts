/** Something changed at the server; screens then ask again for what they show. */
export interface ServerEvent {
  topic: string;
  data: Record<string, unknown>;
}
type Listener = (event: ServerEvent) => void;
/** Opens a stream of events and returns the function that closes it. */
export type EventSourceOpener = (emit: Listener, state: (live: boolean) => void) => () => void;

/** The names that the server gives to changes; `reset` says that some were lost. */
export const event_names = [
  'bulletin.changed', 'render.changed', 'programme.changed', 'missed.changed', 'run.changed',
  'device.changed', 'alarm.changed', 'emergency.changed', 'live.changed', 'media.changed',
  'update.changed', 'reset',
] as const;

function open_sse(emit: Listener, state: (live: boolean) => void): () => void {
  const source = new EventSource('/api/v1/events');
  const receive = (topic: string) => (message: MessageEvent<string>) => {
    try {
      emit({ topic, data: JSON.parse(message.data) as Record<string, unknown> });
    } catch {
      emit({ topic, data: {} });
    }
  };
  for (const topic of event_names) source.addEventListener(topic, receive(topic));
  source.onopen = () => state(true);
  source.onerror = () => state(false);
  return () => source.close();
}

let opener: EventSourceOpener = open_sse;
export function use_event_source(replacement: EventSourceOpener) {
  opener = replacement;
}

export function subscribe(emit: Listener, state: (live: boolean) => void): () => void {
  return opener(emit, state);
}
