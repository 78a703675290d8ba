// What a phone's camera would see of a QR code, as the file that Chromium's fake camera plays in a
// loop: held a little askew, lit from one side. Y4M, which is uncompressed.
import { writeFile } from 'node:fs/promises';
import { from_web } from './support.mjs';

const { encode } = from_web('uqr');
const [width, height] = [640, 480];
const askew = (6 * Math.PI) / 180;

function brightness_of({ data, size }) {
  const module_side = 330 / size;
  const [cos, sin] = [Math.cos(askew), Math.sin(askew)];
  return (x, y) => {
    const [right, down] = [x - width / 2, y - height / 2];
    const column = Math.floor((right * cos + down * sin) / module_side + size / 2);
    const row = Math.floor((down * cos - right * sin) / module_side + size / 2);
    const dark = data[row]?.[column];
    const paper = dark === undefined ? 150 : dark ? 35 : 225;
    return Math.round(paper * (0.75 + (0.25 * x) / width));
  };
}

/** The flags of a browser whose camera sees this text. */
export async function camera_that_sees(text, file) {
  const brightness = brightness_of(encode(text, { border: 4 }));
  const luma = Buffer.from(Array.from(
    { length: width * height }, (_, at) => brightness(at % width, Math.floor(at / width))));
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const frame = [Buffer.from('FRAME\n'), luma, chroma];
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A0:0 C420jpeg\n`);
  await writeFile(file, Buffer.concat([header, ...frame, ...frame]));
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`];
}
