import { TextInput, type TextInputProps, VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Allowed, may_grow, number_text, read_number, type Reading, stepped,
} from '../lib/number';

interface NumberFieldProps
  extends Allowed, Pick<TextInputProps, 'description' | 'disabled' | 'required' | 'w' | 'maw'> {
  label: string;
  /** What is counted, in a word behind the number. */
  unit?: string;
  /** What an arrow key adds or takes. */
  step?: number;
  /** Nothing: the field is empty. */
  value: number | undefined;
  on_change: (value: number) => void;
  /** Without it the field always holds a number. */
  on_clear?: () => void;
}

/**
 * A number, typed. To a reader of the screen it is a box of text, not a spinner: what a telephone
 * makes of a spinner cannot be typed into everywhere. The arrow keys are there for those who know.
 *
 * Only numbers that are allowed leave the field. What is not one is said while it is typed; when
 * the field is left it takes the nearest number, or goes back to the one before, and says so.
 * Mantine's own field is not used: it shows a dot where Vietnamese write a comma, mends in silence
 * what was typed, and sets its state while it is drawn.
 */
export function NumberField({
  label, unit, min, max, decimals = 0, step = 1, value, on_change, on_clear, ...others
}: NumberFieldProps) {
  const { t, i18n } = useTranslation('shell');
  const [typed, set_typed] = useState<string>();
  const [left, set_left] = useState<string>();
  const allowed = { min, max, decimals };
  const shown = (number: number | undefined) => number_text(number, decimals, i18n.language);
  const reading = typed === undefined ? undefined : read_number(typed, allowed);
  const refused = ({ refusal }: Reading) => refusal && t(`number.${refusal}`, {
    min: shown(min), max: shown(max), digits: decimals,
  });

  const type = (text: string) => {
    set_typed(text);
    set_left(undefined);
    const now = read_number(text, allowed);
    if (now.value !== undefined) on_change(now.value);
    else if (now.refusal === 'empty') on_clear?.();
  };
  /** Whether what was typed could stay. */
  const settle = (): boolean => {
    if (reading === undefined) return true;
    set_typed(undefined);
    if (reading.value !== undefined || (reading.refusal === 'empty' && on_clear)) return true;
    const { nearest } = reading;
    if (nearest !== undefined) on_change(nearest);
    const now = nearest !== undefined ? t('number.taken', { value: shown(nearest) })
      : value !== undefined ? t('number.kept', { value: shown(value) }) : t('number.left_empty');
    set_left(`${refused(reading)} ${now}`);
    return false;
  };
  const key = (event: KeyboardEvent) => {
    // Who sends a form by Enter sees first what would be sent instead.
    if (event.key === 'Enter' && !settle()) event.preventDefault();
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    set_typed(undefined);
    set_left(undefined);
    on_change(stepped(value, event.key === 'ArrowUp' ? step : -step, allowed));
  };
  return (
    <TextInput {...others} className="numbers" inputMode={decimals > 0 ? 'decimal' : 'numeric'}
      autoComplete="off" value={typed ?? shown(value)}
      label={unit ? <>{label}<VisuallyHidden> ({unit})</VisuallyHidden></> : label}
      {...(unit && { rightSection: unit, rightSectionWidth: `${unit.length + 2}ch` })}
      error={reading && !may_grow(reading.refusal) && refused(reading)}
      errorProps={{ role: 'alert' }}
      success={left} withSuccessStyles={false} successProps={{ c: 'dimmed', role: 'status' }}
      onChange={({ currentTarget }) => type(currentTarget.value)}
      onBlur={settle} onKeyDown={key} />
  );
}
