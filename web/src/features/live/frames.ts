/** A live stream as the server sends it (spec/device-protocol.md, 14.4). */
export interface Packet {
  sequence: number;
  instant_us: number;
  /** One Opus packet of 20 ms. */
  bytes: Uint8Array<ArrayBuffer>;
}

const head_bytes = 16;
const packet_kind = 1;
const payload_max = 1275;

/** Cuts packets out of what comes, in pieces of any length. Pulses and the end carry no sound. */
export class FrameReader {
  private rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** Throws when it is no live stream. */
  take(piece: Uint8Array): Packet[] {
    const bytes = new Uint8Array(this.rest.length + piece.length);
    bytes.set(this.rest);
    bytes.set(piece, this.rest.length);
    const view = new DataView(bytes.buffer);
    const packets: Packet[] = [];
    let at = 0;
    while (bytes.length - at >= head_bytes) {
      const size = view.getUint16(at + 2);
      if (size > payload_max) throw new Error('not a live stream');
      const end = at + head_bytes + size;
      if (end > bytes.length) break;
      if (view.getUint8(at) === packet_kind) {
        packets.push({
          sequence: view.getUint32(at + 4), instant_us: Number(view.getBigUint64(at + 8)),
          bytes: bytes.slice(at + head_bytes, end),
        });
      }
      at = end;
    }
    this.rest = bytes.slice(at);
    return packets;
  }
}
