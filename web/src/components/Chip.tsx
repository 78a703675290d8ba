import type { ReactNode } from 'react';

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'quiet' | 'emergency';

/** A state in one word. The dot and the word carry it; colour only helps. */
export function Chip({
  tone = 'plain', live = false, children,
}: { tone?: Tone; live?: boolean; children: ReactNode }) {
  return (
    <span className="chip" data-tone={tone} data-live={live || undefined}>{children}</span>
  );
}
