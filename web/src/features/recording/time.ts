/** `1:02` or, with digits, `1:02,35`: what a clock on a sound shows. */
export function seconds_of(ms: number, digits: 0 | 2): string {
  const hundredths = Math.round(ms / 10);
  const whole = digits === 0 ? Math.floor(ms / 1000) : Math.floor(hundredths / 100);
  const clock = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  return digits === 0 ? clock : `${clock},${String(hundredths % 100).padStart(2, '0')}`;
}
