import { on } from '../server';
import { state } from '../state';

const rate = 8000;

/** How loud the pretended speech is at a moment: syllables of a fifth of a second, with pauses. */
function loudness(second: number): number {
  const syllable = Math.abs(Math.sin(second * Math.PI * 2.5));
  const phrase = second % 6 > 5.3 ? 0 : 0.45 + 0.4 * Math.abs(Math.sin(second * 0.9));
  return syllable * phrase;
}

/** A hummed melody in place of a voice: the browser has no Vietnamese speech of its own. */
function hum(seconds: number): ArrayBuffer {
  const samples = seconds * rate;
  const wav = new DataView(new ArrayBuffer(44 + samples * 2));
  const letters = (at: number, text: string) =>
    Array.from(text).forEach((one, index) => wav.setUint8(at + index, one.charCodeAt(0)));
  letters(0, 'RIFF');
  wav.setUint32(4, 36 + samples * 2, true);
  letters(8, 'WAVEfmt ');
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, rate, true);
  wav.setUint32(28, rate * 2, true);
  wav.setUint16(32, 2, true);
  wav.setUint16(34, 16, true);
  letters(36, 'data');
  wav.setUint32(40, samples * 2, true);
  for (let index = 0; index < samples; index += 1) {
    const second = index / rate;
    const pitch = 180 + 40 * Math.sin(second * 2.1);
    const wave = Math.sin(second * pitch * Math.PI * 2) * loudness(second) * 0.3;
    wav.setInt16(44 + index * 2, wave * 32_767, true);
  }
  return wav.buffer as ArrayBuffer;
}

on('GET /api/v1/bulletins/{id}/renderings/{language}/audio', ({ path }) => {
  const made = state.bulletins.find((one) => one.id === path.id)?.renderings[0];
  const seconds = Math.round((made?.audio.duration_ms ?? 10_000) / 1000);
  return new Response(hum(seconds), { headers: { 'Content-Type': 'audio/wav' } });
});
on('GET /api/v1/media/{id}/audio', () =>
  new Response(hum(4), { headers: { 'Content-Type': 'audio/wav' } }));
on('GET /api/v1/media', () => ({
  items: [{
    id: 'm-chime', area: '', name: 'Nhạc hiệu', kind: 'sound', state: 'ready',
    progress_percent: 100, media_type: 'audio/ogg', original_sha256: '', original_bytes: 0, created_by: 'lan',
    created_by_name: 'Nguyễn Thị Lan', created_at: 0, changed_at: 0, version: 1, abilities: [],
    sound: {
      sha256: 'chime', size_bytes: 41_216, duration_ms: 4000,
      loudness_before: { integrated_lufs: -18, true_peak_dbtp: -2 },
      loudness_after: { integrated_lufs: -16, true_peak_dbtp: -1 },
    },
  }],
}));
