/** Why a page sees nothing through a camera; each has another way out. */
export type Blindness = 'denied' | 'busy' | 'no_camera';

export function blindness_of(error: unknown): Blindness {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError') return 'denied';
  return name === 'NotReadableError' ? 'busy' : 'no_camera';
}
