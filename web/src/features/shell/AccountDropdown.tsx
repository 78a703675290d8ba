import { Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choose_language } from '../../i18n';
import { sign_out } from '../identity/api';

const schemes = [
  { value: 'light', icon: IconSun }, { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

/** The menu behind the name; open from the start, because a press has asked for it. */
export function AccountDropdown({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation('shell');
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
  return (
    <Menu width={260} position="bottom-end" withinPortal defaultOpened>
      <Menu.Target>{children}</Menu.Target>
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
  );
}
