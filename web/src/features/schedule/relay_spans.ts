/** `06:00–06:30, 17:00–17:30`: when a relay of this length begins and ends. */
export function relay_spans(times: string[], minutes: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return [...times].sort().map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const end = (hour * 60 + minute + minutes) % (24 * 60);
    return `${time}–${pad(Math.floor(end / 60))}:${pad(end % 60)}`;
  }).join(', ');
}
