interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

const longest_side = 900;

/** The text of a QR code in a picture: by the phone's own reader where it has one, else by ours,
 * which is fetched only then. */
export async function read_code(
  picture: HTMLVideoElement | ImageBitmap,
): Promise<string | undefined> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  if (BarcodeDetector) {
    const found = await new BarcodeDetector({ formats: ['qr_code'] }).detect(picture)
      .catch(() => []);
    if (found[0]) return found[0].rawValue;
  }
  const { decodeQR } = await import('qr/decode.js');
  const image = pixels_of(picture);
  try {
    return image && decodeQR(image);
  } catch {
    return undefined;
  }
}

function pixels_of(picture: HTMLVideoElement | ImageBitmap): ImageData | undefined {
  const [width, height] = picture instanceof HTMLVideoElement
    ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
  const scale = Math.min(1, longest_side / Math.max(width, height, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return pen?.getImageData(0, 0, canvas.width, canvas.height);
}
