import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../components/ProblemNote';
import { date } from '../../lib/time';
import { fold } from '../../lib/words';
import { text_in } from '../content/body';
import { useMe } from '../identity/useMe';
import { type Template, use_template } from './api';
import { Blanks } from './Blanks';

/** What is known already: a day is most often today. */
const guess = (blank: string) => (fold(blank) === 'ngay' ? date(Date.now()) : '');

/** Asks for what the template leaves open, then begins a draft with it. */
export function UseTemplate({ template, on_close }: {
  template: Template;
  on_close: () => void;
}) {
  const { t } = useTranslation('templates');
  const { unit } = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [values, set_values] = useState<Record<string, string>>(() =>
    Object.fromEntries(template.blanks.map((blank) => [blank, guess(blank)])));
  const making = useMutation({
    mutationFn: () => use_template(template.id, unit.area, values),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['bulletins'] });
      await navigate({ to: '/bulletins/$id', params: { id: made.id }, search: { step: 'write' } });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Modal opened onClose={on_close} size="lg"
      title={<Text fw={600}>{t('use_title', { name: template.body.name })}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <form onSubmit={send}>
        <Stack gap="md">
          {template.blanks.length > 0 && <Text size="sm" c="dimmed">{t('use_hint')}</Text>}
          {template.blanks.map((blank, index) => (
            <TextInput key={blank} label={blank} maxLength={300} value={values[blank] ?? ''}
              data-autofocus={index === 0 || undefined}
              onChange={(event) => {
                const { value } = event.currentTarget;
                set_values((before) => ({ ...before, [blank]: value }));
              }} />
          ))}
          <div className="prose">
            <Text fw={600}><Blanks text={template.body.title} values={values} /></Text>
            <Blanks text={text_in(template.body)} values={values} />
          </div>
          <ProblemNote error={making.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={making.isPending}
              rightSection={<IconArrowRight size={18} aria-hidden />}>
              {t('use_action')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
