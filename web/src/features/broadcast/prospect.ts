import { local_date, time_of_day } from '../../lib/time';
import { allowed_spans, type DaySpan, type HourRules } from '../schedule/windows';

/** How long the server takes from the order to the first sound. */
export const lead_ms = 4000;

export interface Prospect {
  /** Devices that will hear the order at once. */
  ready: number;
  /** Devices in the targets that nobody can reach at present. */
  out_of_reach: number;
  spans: DaySpan[];
  /** It begins and ends inside the hours of the day. */
  inside_hours: boolean;
}

/** What an order to play now would do; said before it is given. The server counts the devices,
 * however many they are, and decides by itself. */
export function prospect_of(
  reach: { devices: number; offline: number }, rules: HourRules | undefined,
  { now, duration_ms }: { now: number; duration_ms: number },
): Prospect {
  const spans = allowed_spans(rules, local_date(now));
  const from = time_of_day(now + lead_ms);
  return {
    ready: reach.devices - reach.offline,
    out_of_reach: reach.offline,
    spans,
    inside_hours: spans.some((one) => one.from_ms <= from && from + duration_ms <= one.to_ms),
  };
}
