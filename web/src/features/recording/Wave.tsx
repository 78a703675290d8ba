import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './trim.css';
import { type Edge, nearer, type Part, step_of } from './selection';
import { seconds_of } from './time';

interface WaveProps {
  /** 0 to 1. */
  peaks: number[];
  part: Part;
  length_ms: number;
  on_move: (edge: Edge, to: number) => void;
}

const height = 96;
const edges = ['from_ms', 'to_ms'] as const;

/** The waveform with an edge to drag on either side; a press beside them brings the nearer one. */
export function Wave({ peaks, part, length_ms, on_move }: WaveProps) {
  const { t } = useTranslation('recording');
  const box = useRef<HTMLDivElement>(null);
  const held = useRef<Edge | undefined>(undefined);
  const percent = (ms: number) => `${length_ms > 0 ? (100 * ms) / length_ms : 0}%`;
  const moment = (event: PointerEvent) => {
    const { left, width } = box.current!.getBoundingClientRect();
    return ((event.clientX - left) / width) * length_ms;
  };
  const press = (event: PointerEvent) => {
    const at = moment(event);
    held.current = nearer(part, at);
    event.currentTarget.setPointerCapture(event.pointerId);
    on_move(held.current, at);
  };
  const drag = (event: PointerEvent) => {
    if (held.current) on_move(held.current, moment(event));
  };
  const let_go = () => {
    held.current = undefined;
  };
  const key = (edge: Edge) => (event: KeyboardEvent) => {
    const step = step_of(event.key, event.shiftKey);
    if (step === undefined) return;
    event.preventDefault();
    on_move(edge, part[edge] + step);
  };
  return (
    <div ref={box} className="trim-wave" style={{ height }} onPointerDown={press}
      onPointerMove={drag} onPointerUp={let_go} onPointerCancel={let_go}>
      <svg viewBox={`0 0 ${Math.max(1, peaks.length)} 2`} preserveAspectRatio="none" width="100%"
        height={height} aria-hidden>
        <path d={peaks.map((peak, at) => {
          const tall = Math.max(0.02, peak);
          return `M${at + 0.5} ${1 - tall}V${1 + tall}`;
        }).join('')} />
      </svg>
      <div className="trim-off" style={{ left: 0, width: percent(part.from_ms) }} />
      <div className="trim-off" style={{ left: percent(part.to_ms), right: 0 }} />
      {edges.map((edge) => (
        <div key={edge} className="trim-edge" role="slider" tabIndex={0} data-edge={edge}
          aria-label={t(`trim.${edge}`)} aria-valuemin={0} aria-valuemax={length_ms}
          aria-valuenow={part[edge]} aria-valuetext={seconds_of(part[edge], 2)}
          style={{ left: percent(part[edge]) }} onKeyDown={key(edge)} />
      ))}
    </div>
  );
}
