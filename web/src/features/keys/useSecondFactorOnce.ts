import { useRef } from 'react';
import { show_second_factor } from '../identity/api';

/**
 * Shows a code to the server, each one once: after a refusal for another reason, such as mistyped
 * digits, the same code still stands in the field and the server has already taken it.
 */
export function useSecondFactorOnce(): (code: string) => Promise<void> {
  const taken = useRef('');
  return async (code) => {
    if (code === taken.current) return;
    await show_second_factor(code);
    taken.current = code;
  };
}
