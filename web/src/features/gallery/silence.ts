const rate = 8000;
const seconds = 6;

/** A sound for the exhibit of the player: silent, so that nobody is startled by a gallery. */
export function silence() {
  const wav = new DataView(new ArrayBuffer(44 + rate * seconds));
  const letters = (at: number, text: string) =>
    Array.from(text).forEach((one, index) => wav.setUint8(at + index, one.charCodeAt(0)));
  letters(0, 'RIFF');
  wav.setUint32(4, 36 + rate * seconds, true);
  letters(8, 'WAVEfmt ');
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, rate, true);
  wav.setUint32(28, rate, true);
  wav.setUint16(32, 1, true);
  wav.setUint16(34, 8, true);
  letters(36, 'data');
  wav.setUint32(40, rate * seconds, true);
  for (let index = 0; index < rate * seconds; index += 1) wav.setUint8(44 + index, 128);
  return {
    source: URL.createObjectURL(new Blob([wav.buffer as ArrayBuffer], { type: 'audio/wav' })),
    duration_ms: seconds * 1000,
    peaks: Array.from({ length: 200 }, (_, index) => Math.abs(Math.sin(index / 7))),
  };
}
