export interface Message {
  vi: string;
  en: string;
}

/** The body of an error reply (application/problem+json). */
export interface ProblemBody {
  status?: number;
  code?: string;
  title?: string;
  message?: Message;
  /** What is wrong with single members of the request, by JSON pointer (`/valid_to`). */
  errors?: { pointer: string; message: Message }[];
}

/** A refusal or failure of the server, in words that can be shown as they are. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly vi: string,
    readonly en: string,
    readonly faults: NonNullable<ProblemBody['errors']> = [],
  ) {
    super(vi);
    this.name = 'Problem';
  }

  text(language: string): string {
    return language.startsWith('en') ? this.en : this.vi;
  }

  /** The sentence for one field, when the server blamed that field. */
  field(pointer: string, language: string): string | undefined {
    const fault = this.faults.find((one) => one.pointer === pointer);
    return fault && (language.startsWith('en') ? fault.message.en : fault.message.vi);
  }
}

const no_connection = {
  vi: 'Không liên lạc được với máy chủ. Hãy kiểm tra đường mạng rồi bấm thử lại.',
  en: 'The server cannot be reached. Check the network, then try again.',
};
const unknown = {
  vi: 'Máy chủ gặp lỗi chưa rõ. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.',
  en: 'The server failed for an unknown reason. Try again, or tell the administrator.',
};

export function problem_from_body(status: number, body: ProblemBody | undefined): Problem {
  const { vi, en } = body?.message ?? unknown;
  return new Problem(status, body?.code ?? 'unknown', vi, en, body?.errors);
}

export function as_problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) {
    return new Problem(0, 'network', no_connection.vi, no_connection.en);
  }
  return new Problem(0, 'unknown', unknown.vi, unknown.en);
}
