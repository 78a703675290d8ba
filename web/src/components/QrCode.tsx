import { useMemo } from 'react';
import { encode } from 'uqr';

/** Drawn as one path on white, so that a phone reads it in the dark scheme as well. */
export function QrCode({
  text, label, size = 168,
}: { text: string; label: string; size?: number }) {
  const { path, side } = useMemo(() => {
    const { data, size: modules } = encode(text, { border: 2 });
    const drawn = data.flatMap((row, y) =>
      row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
    );
    return { path: drawn.join(''), side: modules };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
