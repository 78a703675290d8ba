import { Button, Group, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../api/problem';
import { Note } from './Note';
import { say } from './notice';
import { ProblemNote } from './ProblemNote';

export interface SettingsParts<T> {
  draft: T;
  editable: boolean;
  set: (change: Partial<T>) => void;
}

interface SettingsFormProps<T> {
  begun: T;
  editable: boolean;
  /** Said to those who may only read. */
  read_only: string;
  save: (draft: T) => Promise<T>;
  on_saved: (saved: T) => void;
  /** Reads what somebody else has saved meanwhile; the form begins anew with it. */
  read_newest: () => void;
  children: (parts: SettingsParts<T>) => ReactNode;
}

/** Settings that several people may change: who was late is told so and shown what holds now. */
export function SettingsForm<T>(props: SettingsFormProps<T>) {
  const { t } = useTranslation('shell');
  const [draft, set_draft] = useState(props.begun);
  const set = (change: Partial<T>) => set_draft((before) => ({ ...before, ...change }));
  const saving = useMutation({
    mutationFn: () => props.save(draft),
    onSuccess: (saved) => {
      props.on_saved(saved);
      say(t('saved'));
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const late = saving.error !== null && as_problem(saving.error).status === 412;
  return (
    <form onSubmit={send}>
      <Stack gap="lg">
        {!props.editable && <Note>{props.read_only}</Note>}
        {props.children({ draft, editable: props.editable, set })}
        <ProblemNote error={saving.error}
          {...(late && { retry: props.read_newest, retry_label: t('read_newest') })} />
        {props.editable && (
          <Group justify="flex-end">
            <Button type="submit" loading={saving.isPending}>{t('save')}</Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
