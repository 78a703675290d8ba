import {
  Avatar, Group, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme,
} from '@mantine/core';
import {
  IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun, IconUser, IconUserCircle,
  IconWifi, IconWifiOff,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { choose_language } from '../../i18n';
import { sign_out } from '../identity/api';
import { useMe } from '../identity/useMe';

function LiveMark({ live }: { live: boolean }) {
  const { t } = useTranslation('shell');
  const label = live ? t('live') : t('not_live');
  return (
    <Tooltip label={label}>
      <span role="img" aria-label={label} style={{ display: 'inline-flex' }}>
        {live
          ? <IconWifi size={20} color="var(--accent-ink)" />
          : <IconWifiOff size={20} color="var(--warn-ink)" />}
      </span>
    </Tooltip>
  );
}

export function AccountMenu({ live }: { live: boolean }) {
  const { t, i18n } = useTranslation('shell');
  const actor = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const english = i18n.language === 'en';
  const leave = async () => {
    await sign_out().catch(() => undefined);
    // The frame must be gone first: it knows no page without an actor.
    await navigate({ to: '/sign-in' });
    client.clear();
  };
  const schemes = [
    { value: 'light', icon: IconSun }, { value: 'dark', icon: IconMoon },
    { value: 'auto', icon: IconDeviceDesktop },
  ] as const;
  return (
    <Group gap="md" wrap="nowrap">
      <LiveMark live={live} />
      <Menu width={260} position="bottom-end" withinPortal>
        <Menu.Target>
          <UnstyledButton mih={44} aria-label={t('account_of', { name: actor.name })}>
            <Group gap="xs" wrap="nowrap">
              <Avatar color="water" radius="xl" size={34} aria-hidden>
                <IconUser size={20} />
              </Avatar>
              <Text size="sm" fw={500} visibleFrom="sm">{actor.name}</Text>
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={18} />}>
            {t('account')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLanguage size={18} />}
            onClick={() => void choose_language(english ? 'vi' : 'en')}
          >
            {english ? 'Tiếng Việt' : 'English'}
          </Menu.Item>
          <Menu.Label>{t('appearance.title')}</Menu.Label>
          {schemes.map(({ value, icon: Icon }) => (
            <Menu.Item
              key={value}
              leftSection={<Icon size={18} />}
              rightSection={colorScheme === value ? '✓' : undefined}
              onClick={() => setColorScheme(value)}
            >
              {t(`appearance.${value}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => void leave()}>
            {t('sign_out')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
