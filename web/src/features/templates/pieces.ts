export interface Piece {
  text: string;
  /** Its name, when it is a blank such as `{ngày}`. */
  blank?: string;
}

/** Where a text has blanks: as the server reads them. */
export function pieces_of(text: string): Piece[] {
  return text.split(/(\{[^{}]*[^{}\s][^{}]*\})/u)
    .filter((piece) => piece !== '')
    .map((piece) => (/^\{.+\}$/su.test(piece)
      ? { text: piece, blank: piece.slice(1, -1).trim() } : { text: piece }));
}
