import { ActionIcon, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../identity/useMe';
import { type BulletinView, is_blank, type NamedView, same_view, view_of } from './bulletin_view';

interface SavedViewsProps {
  view: BulletinView;
  on_show: (view: BulletinView) => void;
}

function load(key: string): NamedView[] {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '[]') as NamedView[];
    return stored.map(({ name, view }) => ({ name, view: view_of({ ...view }) }));
  } catch {
    return [];
  }
}

/** Filters that an officer uses every day, by a name of their own; kept in this browser. */
export function SavedViews({ view, on_show }: SavedViewsProps) {
  const { t } = useTranslation('content');
  const key = `nguon.views.${useMe().id}`;
  const [views, set_views] = useState(() => load(key));
  const [naming, set_naming] = useState(false);
  const keep = (next: NamedView[]) => {
    set_views(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // The views then last for this visit.
    }
  };
  const known = views.some((one) => same_view(one.view, view));
  if (views.length === 0 && is_blank(view)) return null;
  return (
    <Group gap={6} role="group" aria-label={t('views.title')}>
      {views.map((one) => (
        <Group key={one.name} gap={0} wrap="nowrap">
          <Button size="xs" variant={same_view(one.view, view) ? 'light' : 'default'}
            aria-pressed={same_view(one.view, view)}
            onClick={() => on_show(same_view(one.view, view) ? {} : one.view)}>
            {one.name}
          </Button>
          <ActionIcon variant="subtle" size={30} aria-label={t('views.remove', { name: one.name })}
            onClick={() => keep(views.filter((other) => other !== one))}>
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      {!known && !is_blank(view) && (
        <Button size="xs" variant="subtle" leftSection={<IconBookmark size={15} aria-hidden />}
          onClick={() => set_naming(true)}>
          {t('views.save')}
        </Button>
      )}
      <Modal opened={naming} onClose={() => set_naming(false)}
        title={<Text fw={600}>{t('views.save')}</Text>}
        closeButtonProps={{ 'aria-label': t('shell:close') }}>
        <Naming on_close={() => set_naming(false)} on_name={(name) => {
          keep([...views.filter((one) => one.name !== name), { name, view }]);
          set_naming(false);
        }} />
      </Modal>
    </Group>
  );
}

function Naming({ on_name, on_close }: {
  on_name: (name: string) => void;
  on_close: () => void;
}) {
  const { t } = useTranslation('content');
  const [name, set_name] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    on_name(name.trim());
  };
  return (
    <form onSubmit={send}>
      <Stack gap="md">
        <TextInput label={t('views.name')} description={t('views.hint')} required maxLength={40}
          data-autofocus value={name} onChange={(event) => set_name(event.currentTarget.value)} />
        <Group justify="flex-end">
          <Button variant="default" onClick={on_close}>{t('shell:cancel')}</Button>
          <Button type="submit" disabled={!name.trim()}>{t('shell:save')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
