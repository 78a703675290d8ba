import type { Tone } from '../../components/Chip';
import { as_problem } from '../../api/problem';
import { is_empty, type Targets } from '../devices/targets';
import type {
  Emergency, EmergencyBoard, EmergencyMode, EmergencyPart, EmergencyRaise, EmergencyTemplate,
} from './api';

/** Read by the machine, in somebody's recorded voice, or live; only the first needs what is written. */
export type HowSpoken = 'read' | 'recorded' | 'live';
export type Recorded = NonNullable<EmergencyRaise['recording']>;

export interface RaiseDraft {
  mode: EmergencyMode;
  /** The template that the words began with. */
  template?: string;
  hazard: string;
  title: string;
  text: string;
  siren: boolean;
  how: HowSpoken;
  recording?: Recorded;
  minutes: number;
  targets: Targets;
}

export const minutes_offered = [5, 15, 30, 60, 120, 240, 720];

export function from_template(draft: RaiseDraft, chosen: EmergencyTemplate): RaiseDraft {
  const { hazard, title, text, siren, minutes } = chosen;
  return { ...draft, template: chosen.id, hazard, title, text, siren, minutes };
}

export function own_words(draft: RaiseDraft): RaiseDraft {
  const { template: _, ...rest } = draft;
  return { ...rest, hazard: 'other', title: '', text: '' };
}

/** One template per hazard and name: a unit's own hides the same one from above. */
export function offered_templates(items: EmergencyTemplate[]): EmergencyTemplate[] {
  const seen = new Set<string>();
  return items.filter(({ hazard, name }) => {
    const key = `${hazard}/${name.toLocaleLowerCase('vi')}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export type Lack = 'title' | 'text' | 'recording' | 'targets';
export function lacks(draft: RaiseDraft): Lack[] {
  const lacking: Lack[] = [];
  if (!draft.title.trim()) lacking.push('title');
  if (draft.how === 'read' && !draft.text.trim()) lacking.push('text');
  if (draft.how === 'recorded' && !draft.recording) lacking.push('recording');
  if (is_empty(draft.targets)) lacking.push('targets');
  return lacking;
}

export function raise_body(draft: RaiseDraft): EmergencyRaise {
  const { mode, hazard, title, text, siren, how, recording, minutes, targets } = draft;
  return {
    mode, hazard, title: title.trim(), text: text.trim(), siren, minutes, targets,
    ...(how === 'live' ? { live: true } : {}),
    ...(how === 'recorded' && recording ? { recording } : {}),
  };
}

/** An answer ends the attempt; silence of the network does not: the order may have arrived. */
export function attempt_is_over(error: unknown): boolean {
  return as_problem(error).status !== 0;
}

export const is_open = ({ stage }: Pick<Emergency, 'stage'>): boolean => stage !== 'over';

/** What the clusters do while no written words sound. */
export function sounding(
  { voice_run, speech, request }: Pick<Emergency, 'voice_run' | 'speech' | 'request'>,
): 'voice' | 'siren_alone' | 'siren' | 'making' {
  if (voice_run !== undefined) return 'voice';
  if (!speech.text && !request.recording) return 'siren_alone';
  return request.siren ? 'siren' : 'making';
}

/** Red for a real one while it lives; an exercise and the past never wear it. */
export function stage_tone({ stage, mode }: Pick<Emergency, 'stage' | 'mode'>): Tone {
  if (stage === 'over') return 'quiet';
  return mode === 'real' ? 'emergency' : 'accent';
}

export type CellName = Exclude<keyof EmergencyBoard, 'devices' | 'sent'>;
export interface Cell {
  name: CellName;
  count: number;
  tone: Tone;
}
const cell_tones: Record<CellName, Tone> = {
  received: 'plain', sounded: 'good', playing: 'accent', done: 'good', failed: 'warn',
  silent: 'warn',
};
/** Always the same places, so that an eye finds a number again while it counts up. */
export function cells(board: EmergencyBoard): Cell[] {
  return (Object.keys(cell_tones) as CellName[])
    .map((name) => ({ name, count: board[name], tone: cell_tones[name] }));
}

export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.min(100, Math.round((part / whole) * 100)) : 0;
}

const urgency: Record<EmergencyPart['state'], number> = {
  silent: 0, failed: 1, refused: 2, expired: 3, planned: 4, sent: 5, received: 6, playing: 7,
  done: 8,
};
/** Those that somebody has to go and see come first. */
export function by_worry(parts: EmergencyPart[]): EmergencyPart[] {
  return [...parts].sort((a, b) =>
    urgency[a.state] - urgency[b.state] || a.name.localeCompare(b.name, 'vi'));
}
