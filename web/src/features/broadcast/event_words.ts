import type { Tone } from '../../components/Chip';
import type { DeviceEvent } from './api';

/** What the list can filter by; others are stored and shown, but are no word of their own. */
export const event_kinds = ['played', 'notice', 'refused', 'update', 'answered'] as const;

/** What a device may tell; every member may be missing, for devices of later versions tell more. */
interface Told {
  played?: { run?: string; ms_planned?: number; ms_played?: number; reason?: string };
  refused?: { what?: string; code?: string };
  notice?: { code?: string; text?: string };
  update?: { version?: string; running?: string; reason?: string };
  answered?: { code?: string };
}

export interface EventWords {
  tone: Tone;
  /** Keys of the texts, the first one that is known is said. */
  keys: string[];
  /** Why, as a key of `reasons`. */
  reason?: string;
  /** Of the technician, as the device wrote it. */
  detail?: string;
  run?: string;
  seconds?: { played: number; planned: number };
}

const troubles = ['output_failed', 'contact_failed', 'clock_unknown', 'clock_jump'];

/** The code in front of the colon, and what stands behind it. */
function parts_of(code = ''): [string, string] {
  const cut = code.indexOf(':');
  return cut < 0 ? [code, ''] : [code.slice(0, cut), code.slice(cut + 1)];
}

/** One event of a device as what is said of it. */
export function words_of({ kind, code, event }: DeviceEvent): EventWords {
  const told = (event ?? {}) as Told;
  const [first, reason] = parts_of(code);
  const keys = [`log.${kind}.${first}`, `log.${kind}.other`, 'log.other'];
  switch (kind) {
    case 'played': {
      const { run, ms_planned = 0, ms_played = 0, reason: why } = told.played ?? {};
      const seconds = { played: Math.round(ms_played / 1000), planned: Math.round(ms_planned / 1000) };
      return {
        tone: first === 'played' ? 'good' : 'warn', keys, seconds,
        ...(run ? { run } : {}), ...(why ? { reason: why } : {}),
      };
    }
    case 'notice': {
      const text = told.notice?.text;
      return {
        tone: troubles.includes(first) ? 'warn' : 'plain', keys, ...(text ? { detail: text } : {}),
      };
    }
    case 'refused':
      return { tone: 'warn', keys, ...(reason ? { reason } : {}) };
    case 'update': {
      const version = told.update?.version;
      return {
        tone: first === 'updated' ? 'good' : 'warn', keys, ...(reason ? { reason } : {}),
        ...(version ? { detail: version } : {}),
      };
    }
    default:
      return {
        tone: ['done', 'started', 'received'].includes(first) ? 'plain' : 'quiet', keys,
        ...(reason ? { reason } : {}),
      };
  }
}
