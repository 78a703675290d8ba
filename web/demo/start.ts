import { use_event_source } from '../src/api/events';
import { use_transport } from '../src/api/client';
import { demo_events, demo_fetch, tell } from './server';
import './stubs/identity';
import './stubs/people';
import './stubs/villages';
import './stubs/content';
import './stubs/speech';
import './stubs/media';
import './stubs/schedule';
import './stubs/devices';
import './stubs/broadcast';
import './stubs/device_tells';
import './stubs/alarms';
import './stubs/undelivered';
import './stubs/live';
import './stubs/relay';
import './stubs/emergency';
import './stubs/updates';
import './stubs/templates';
import './stubs/others';

/** Answers everything in this browser; no request leaves it. */
export function start_demo() {
  use_transport(demo_fetch);
  use_event_source(demo_events);
  // Simulated devices move with the clock: let the screens look again.
  setInterval(() => tell('run.changed'), 1000);
}
