import type { Packet } from './frames';

/** Enough that a packet that comes a little late is still in time. */
const lead_s = 0.3;
/** What waits longer than this is not what is heard there now. */
const behind_max_s = 3;

/**
 * When the next piece begins: after the one before, or, when that is over already, a little later
 * than now. Undefined when too much waits: then it is left out, so that what is heard stays near.
 */
export function next_start(now_s: number, free_from_s: number): number | undefined {
  if (free_from_s - now_s > behind_max_s) return undefined;
  return free_from_s < now_s ? now_s + lead_s : free_from_s;
}

/** Whether this browser, on this page, can decode packets. */
export const can_play = () => 'AudioDecoder' in globalThis;

/** Plays packets one after another as they come. */
export class PacketPlayer {
  private readonly context = new AudioContext({ sampleRate: 48_000, latencyHint: 'playback' });
  private free_from_s = 0;
  private readonly decoder: AudioDecoder;

  constructor(failed: (error: unknown) => void) {
    this.decoder = new AudioDecoder({ output: (data) => this.play(data), error: failed });
    this.decoder.configure({ codec: 'opus', sampleRate: 48_000, numberOfChannels: 1 });
  }

  take({ instant_us, bytes }: Packet) {
    if (this.decoder.state !== 'configured') return;
    this.decoder.decode(new EncodedAudioChunk({
      type: 'key', timestamp: instant_us, duration: 20_000, data: bytes,
    }));
  }

  stop() {
    if (this.decoder.state !== 'closed') this.decoder.close();
    if (this.context.state !== 'closed') void this.context.close();
  }

  private play(data: AudioData) {
    const start_s = next_start(this.context.currentTime, this.free_from_s);
    if (start_s !== undefined && this.context.state !== 'closed') {
      const buffer = this.context.createBuffer(1, data.numberOfFrames, data.sampleRate);
      data.copyTo(buffer.getChannelData(0), { planeIndex: 0, format: 'f32-planar' });
      const source = new AudioBufferSourceNode(this.context, { buffer });
      source.connect(this.context.destination);
      source.start(start_s);
      this.free_from_s = start_s + buffer.duration;
    }
    data.close();
  }
}
