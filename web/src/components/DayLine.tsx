import type { Tone } from './Chip';

export interface DaySpan {
  from_ms: number;
  to_ms: number;
  label: string;
  tone?: Tone;
}
interface DayLineProps {
  label: string;
  windows: { from_ms: number; to_ms: number }[];
  planned: DaySpan[];
  now_ms?: number;
}
const day_ms = 86_400_000;
const percent = (ms: number) => `${(Math.min(day_ms, Math.max(0, ms)) / day_ms) * 100}%`;

/** One day from 0 to 24 h: allowed hours plain, quiet hours hatched, what is planned on top. */
export function DayLine({ label, windows, planned, now_ms }: DayLineProps) {
  const spans = planned.map((one) => one.label).join('; ');
  return (
    <div>
      <div className="dayline" role="img" aria-label={`${label} ${spans}`}>
        {windows.map((one) => (
          <div
            key={one.from_ms}
            className="window"
            style={{ left: percent(one.from_ms), width: percent(one.to_ms - one.from_ms) }}
          />
        ))}
        {planned.map((one) => (
          <div
            key={`${one.from_ms}-${one.label}`}
            className="planned"
            title={one.label}
            data-tone={one.tone}
            style={{ left: percent(one.from_ms), width: percent(one.to_ms - one.from_ms) }}
          />
        ))}
        {now_ms !== undefined && <div className="now" style={{ left: percent(now_ms) }} />}
      </div>
      <div className="dayline-hours" aria-hidden>
        {[0, 6, 12, 18, 24].map((hour) => <span key={hour}>{hour}h</span>)}
      </div>
    </div>
  );
}
