import { Modal, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bulletins } from '../content/api';
import { find_devices } from '../devices/api';
import { useMe } from '../identity/useMe';
import { type Command, matching, offered } from './commands';
import { deeds, places } from './places';

const shown_max = 12;

/** Everything by typing a few letters: where to go, what to begin, which bulletin, which cluster. */
export function CommandPalette({ on_close }: { on_close: () => void }) {
  const { t } = useTranslation('shell');
  const navigate = useNavigate();
  const [typed, set_typed] = useState('');
  const [chosen, set_chosen] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const found = matching(useCommands(typed), typed).slice(0, shown_max);
  const at = Math.min(chosen, Math.max(0, found.length - 1));
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const run = (command: Command | undefined) => {
    if (!command) return;
    on_close();
    void navigate({ href: command.href });
  };
  const press = (event: KeyboardEvent) => {
    const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (way !== 0) set_chosen((at + way + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter') run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={on_close} size="lg" yOffset="10vh" centered={false}
      title={<Text fw={600}>{t('palette.title')}</Text>}
      closeButtonProps={{ 'aria-label': t('close') }}>
      <TextInput data-autofocus size="md" role="combobox" aria-expanded="true"
        aria-controls="palette-list" aria-activedescendant={found[at] && `palette-${at}`}
        aria-label={t('palette.type')} placeholder={t('palette.type')} value={typed}
        leftSection={<IconSearch size={18} aria-hidden />} onKeyDown={press}
        onChange={(event) => {
          set_typed(event.currentTarget.value);
          set_chosen(0);
        }} />
      <ul ref={list} id="palette-list" role="listbox" className="palette"
        aria-label={t('palette.title')}>
        {found.map((one, index) => (
          <li key={one.id} id={`palette-${index}`} role="option" aria-selected={index === at}>
            <UnstyledButton tabIndex={-1} onClick={() => run(one)}
              onMouseMove={() => set_chosen(index)}>
              <span>{one.label}</span>
              <Text span size="sm" c="dimmed">{one.kind}</Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {found.length === 0 && <Text c="dimmed" role="status">{t('palette.none')}</Text>}
    </Modal>
  );
}

function useCommands(typed: string): Command[] {
  const { t } = useTranslation('shell');
  const actor = useMe();
  const [words] = useDebouncedValue(typed.trim(), 150);
  const clusters = useQuery({
    queryKey: ['devices', 'found', words], queryFn: () => find_devices(words, shown_max),
    enabled: words.length >= 2, placeholderData: (before) => before,
  });
  const written = useQuery({
    queryKey: ['bulletins', 'found', words], queryFn: () => bulletins({ q: words }, shown_max),
    enabled: words.length >= 2, placeholderData: (before) => before,
  });
  return [
    ...offered(deeds, actor).map(({ to, name }) => (
      { id: `do-${name}`, label: t(`palette.deeds.${name}`), kind: t('palette.do'), href: to }
    )),
    ...offered(places, actor).map(({ to, name }) => (
      { id: `go-${name}`, label: t(`places.${name}`), kind: t('palette.go'), href: to }
    )),
    ...(words.length < 2 ? [] : clusters.data?.items ?? []).map(({ id, name }) => (
      { id, label: name, kind: t('palette.cluster'), href: `/devices/${id}` }
    )),
    ...(words.length < 2 ? [] : written.data?.items ?? []).map(({ id, title }) => (
      { id, label: title, kind: t('palette.bulletin'), href: `/bulletins/${id}` }
    )),
  ];
}
