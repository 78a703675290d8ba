import {
  Button, Group, Modal, SegmentedControl, Select, Stack, Text, Textarea, TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say } from '../../components/notice';
import { ProblemNote } from '../../components/ProblemNote';
import type { BulletinClass } from '../content/api';
import { main_variant, text_in, with_words } from '../content/body';
import { TargetPicker } from '../devices/TargetPicker';
import { voices } from '../speech/api';
import { useUsualVoice } from '../speech/useUsualVoice';
import { add, change, type Template, type TemplateBody } from './api';

const classes: BulletinClass[] = ['ordinary', 'priority', 'emergency'];

interface TemplateEditorProps {
  begun: TemplateBody;
  /** The one that is changed; absent: a new one. */
  kept?: Template;
  on_close: () => void;
}

export function TemplateEditor({ begun, kept, on_close }: TemplateEditorProps) {
  const { t } = useTranslation(['templates', 'content']);
  const client = useQueryClient();
  const [body, set_body] = useState(begun);
  const [text, set_text] = useState(() => text_in(begun));
  const set = (part: Partial<TemplateBody>) => set_body((before) => ({ ...before, ...part }));
  const list = useQuery({ queryKey: ['voices'], queryFn: voices, staleTime: Infinity });
  const usual = useUsualVoice(body.area);
  const saving = useMutation({
    mutationFn: () => {
      const wanted = with_words(body, { text });
      return kept ? change(kept.id, kept.version, wanted) : add(wanted);
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: ['templates'] });
      say(t('saved', { name: saved.body.name }));
      on_close();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Modal opened onClose={on_close} size="lg"
      title={<Text fw={600}>{t(kept ? 'edit_title' : 'new_title')}</Text>}
      closeButtonProps={{ 'aria-label': t('shell:close') }}>
      <form onSubmit={send}>
        <Stack gap="md">
          <TextInput label={t('name')} description={t('name_hint')} required maxLength={100}
            data-autofocus value={body.name}
            onChange={(event) => set({ name: event.currentTarget.value })} />
          <TextInput label={t('content:fields.title')} required maxLength={200} value={body.title}
            onChange={(event) => set({ title: event.currentTarget.value })} />
          <Textarea label={t('content:fields.text')} description={t('blanks_hint')} required
            autosize minRows={5} maxRows={16} value={text}
            onChange={(event) => set_text(event.currentTarget.value)} />
          <div>
            <Text fw={500} size="sm" mb={6} id="template-class">{t('content:fields.class')}</Text>
            <SegmentedControl value={body.class} aria-labelledby="template-class" fullWidth
              data={classes.map((value) => ({ value, label: t(`shell:classes.${value}`) }))}
              onChange={(value) => set({ class: value as BulletinClass })} />
          </div>
          <Select label={t('content:listen.voice')} maw={360} allowDeselect={false}
            value={main_variant(body)?.voice ?? usual ?? null}
            data={(list.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
            onChange={(voice) => voice && set_body((before) => with_words(before, { voice }))} />
          <TargetPicker label={t('content:fields.targets')} value={body.targets}
            on_change={(targets) => set({ targets })} />
          <ProblemNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={saving.isPending} disabled={!text.trim()}>
              {t('shell:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
