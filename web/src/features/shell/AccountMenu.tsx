import { Avatar, Group, Text, UnstyledButton, type UnstyledButtonProps } from '@mantine/core';
import { IconUser, IconWifi, IconWifiOff } from '@tabler/icons-react';
import { type ComponentPropsWithRef, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../identity/useMe';

const load = () => import('./AccountDropdown');
// Menus place themselves with a library of their own: fetched when this one is asked for.
const AccountDropdown = lazy(async () => ({ default: (await load()).AccountDropdown }));

function LiveMark({ live }: { live: boolean }) {
  const { t } = useTranslation('shell');
  const label = live ? t('live') : t('not_live');
  return (
    <span role="img" aria-label={label} title={label} style={{ display: 'inline-flex' }}>
      {live
        ? <IconWifi size={20} color="var(--accent-ink)" />
        : <IconWifiOff size={20} color="var(--warn-ink)" />}
    </span>
  );
}

type NameButtonProps = UnstyledButtonProps & ComponentPropsWithRef<'button'>;

function NameButton(props: NameButtonProps) {
  const { t } = useTranslation('shell');
  const actor = useMe();
  return (
    <UnstyledButton mih={44} aria-haspopup="menu" {...props}
      aria-label={t('account_of', { name: actor.name })}>
      <Group gap="xs" wrap="nowrap">
        <Avatar color="water" radius="xl" size={34} aria-hidden>
          <IconUser size={20} />
        </Avatar>
        <Text size="sm" fw={500} visibleFrom="sm">{actor.name}</Text>
      </Group>
    </UnstyledButton>
  );
}

export function AccountMenu({ live }: { live: boolean }) {
  const [asked, set_asked] = useState(false);
  const closed = (
    <NameButton onPointerEnter={() => void load()} onFocus={() => void load()}
      onClick={() => set_asked(true)} />
  );
  return (
    <Group gap="md" wrap="nowrap">
      <LiveMark live={live} />
      {asked
        ? <Suspense fallback={closed}><AccountDropdown><NameButton /></AccountDropdown></Suspense>
        : closed}
    </Group>
  );
}
