import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { tidy_clock } from '../lib/time';

const meant = (text: string) => tidy_clock(text) ?? '';

interface ClockInputProps {
  label: string;
  value: string;
  disabled?: boolean;
  /** `05:30`, or nothing while the text is no time. */
  on_change: (clock: string) => void;
  on_enter?: () => void;
}

/**
 * A time of day, always in 24 hours: the browser's own field follows the language of the browser
 * and would show AM and PM to many an officer.
 */
export function ClockInput({ label, value, disabled, on_change, on_enter }: ClockInputProps) {
  const [text, set_text] = useState(value);
  // Only a value from outside replaces what is being typed.
  useEffect(() => set_text((typed) => (meant(typed) === value ? typed : value)), [value]);
  return (
    <TextInput label={label} value={text} disabled={disabled} placeholder="17:15" w={110}
      inputMode="numeric" autoComplete="off" className="numbers"
      onChange={(event) => {
        set_text(event.currentTarget.value);
        on_change(meant(event.currentTarget.value));
      }}
      onBlur={() => set_text(meant(text) || text)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !on_enter) return;
        event.preventDefault();
        on_enter();
      }} />
  );
}
