import type { Tone } from '../../components/Chip';
import type { Delivery, DeliveryState, Proof, RunSummary } from './api';

export const delivery_tone: Record<DeliveryState, Tone> = {
  planned: 'quiet',
  sent: 'plain',
  received: 'plain',
  playing: 'accent',
  done: 'good',
  failed: 'warn',
  silent: 'warn',
  expired: 'warn',
  refused: 'warn',
};
export const run_tone: Record<RunSummary['state'], Tone> = {
  planned: 'plain',
  due: 'plain',
  playing: 'accent',
  done: 'good',
  missed: 'warn',
  stopped: 'quiet',
  cancelled: 'quiet',
};

/** In the line of a day: what did not sound as planned stands out. */
export const line_tone = (state: RunSummary['state']) =>
  (state === 'missed' || state === 'stopped' || state === 'cancelled' ? 'warn' : 'accent');

/** In the order in which a delivery lives. */
export const delivery_states: DeliveryState[] = [
  'planned', 'sent', 'received', 'playing', 'done', 'failed', 'silent', 'expired', 'refused',
];

/** How late (positive) or early the sound began, in milliseconds. */
export function start_error(proof: Proof): number | undefined {
  return proof.started_at === undefined ? undefined : proof.started_at - proof.planned_at;
}

/** The part of the planned time that was heard, 0 to 100. */
export function heard_percent(proof: Proof): number {
  if (proof.ms_planned <= 0) return 0;
  return Math.min(100, Math.round((proof.ms_played / proof.ms_planned) * 100));
}

/** When the delivery came to its present state, as far as it is known. */
export function reached_at(delivery: Delivery): number | undefined {
  switch (delivery.state) {
    case 'sent':
      return delivery.sent_at;
    case 'received':
      return delivery.received_at;
    case 'playing':
      return delivery.started_at;
    case 'done':
      return delivery.ended_at;
    default:
      return undefined;
  }
}
