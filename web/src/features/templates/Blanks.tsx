import './blanks.css';
import { pieces_of } from './pieces';

/** A text with its blanks to be seen, and what goes into them. */
export function Blanks({ text, values = {} }: {
  text: string;
  values?: Record<string, string>;
}) {
  return pieces_of(text).map((piece, index) => (piece.blank === undefined
    ? piece.text
    : <mark key={index} className="blank">{values[piece.blank] || piece.text}</mark>));
}
