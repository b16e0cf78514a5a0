const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Longer values are not names, times or URLs; they are skipped. */
const longestCaptured = 16 * 1024;

/**
 * Picks string members of the outermost object out of a JSON text that passes by in pieces, without building the document.
 * It trusts the text to be JSON: of anything else it gives some strings or none.
 */
export class TopLevelStrings {
  readonly found = new Map<string, string>();
  private readonly wanted: ReadonlySet<string>;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** Pieces of the string being read when it is a member name or a wanted value, else null. */
  private captured: Buffer[] | null = null;
  private capturedBytes = 0;
  private expectsName = false;
  private member: string | null = null;

  constructor(names: readonly string[]) {
    this.wanted = new Set(names);
  }

  /** All that was wanted has been seen; the rest of the text need not be pushed. */
  get isComplete(): boolean {
    return this.found.size === this.wanted.size;
  }

  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) at = this.inString ? this.readString(piece, at) : this.readStructure(piece, at);
  }

  /** Answers where the next string begins, or the end of the piece. */
  private readStructure(piece: Buffer, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === quote) {
        this.beginString();
        return at + 1;
      }
      if (byte === openBrace || byte === openBracket) this.enter(byte === openBrace);
      else if (byte === closeBrace || byte === closeBracket) this.depth -= 1;
      else if (this.depth === 1 && byte === comma) this.expectsName = true;
      else if (this.depth === 1 && byte === colon) this.expectsName = false;
    }
    return piece.length;
  }

  /** Answers where the string ends, or the end of the piece. */
  private readString(piece: Buffer, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      if (this.escaped) this.escaped = false;
      else if (piece[at] === backslash) this.escaped = true;
      else if (piece[at] === quote) {
        this.capture(piece, from, at);
        this.endString();
        return at + 1;
      }
    }
    this.capture(piece, from, piece.length);
    return piece.length;
  }

  private enter(isObject: boolean): void {
    this.depth += 1;
    if (this.depth === 1) this.expectsName = isObject;
  }

  private beginString(): void {
    this.inString = true;
    const isWanted = this.expectsName || (this.member !== null && this.wanted.has(this.member));
    this.captured = this.depth === 1 && isWanted ? [] : null;
    this.capturedBytes = 0;
  }

  private capture(piece: Buffer, from: number, to: number): void {
    if (this.captured === null) return;
    this.capturedBytes += to - from;
    if (this.capturedBytes > longestCaptured) this.captured = null;
    // A copy: the piece may be the inflater's own memory.
    else this.captured.push(Buffer.from(piece.subarray(from, to)));
  }

  private endString(): void {
    this.inString = false;
    if (this.depth !== 1) return;
    const text = this.captured === null ? null : decode(Buffer.concat(this.captured));
    if (this.expectsName) this.member = text;
    else if (text !== null && this.member !== null) this.found.set(this.member, text);
  }
}

function decode(raw: Buffer): string | null {
  try {
    return JSON.parse(`"${raw.toString('utf8')}"`) as string;
  } catch {
    return null;
  }
}
