import { Divider, Stack } from '@mantine/core';
import {
  IconAntenna, IconBell, IconBook2, IconBuilding, IconCalendarWeek, IconChecklist, IconDownload, IconHistory, IconHome,
  IconKey, IconListDetails, IconMailOff, IconMicrophone, IconRubberStamp, IconSettings, IconSpeakerphone, IconUsers, type TablerIcon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../identity/useMe';
import { offered } from './commands';
import type { NamedPlace } from './places';

interface Place extends NamedPlace {
  icon: TablerIcon;
}

export const main_places: Place[] = [
  { to: '/', name: 'home', icon: IconHome },
  { to: '/bulletins', name: 'bulletins', icon: IconSpeakerphone, ability: 'read_bulletins' },
  { to: '/schedule', name: 'schedule', icon: IconCalendarWeek },
  { to: '/runs', name: 'runs', icon: IconChecklist },
  { to: '/devices', name: 'devices', icon: IconAntenna, ability: 'read_devices' },
];
const other_places: Place[] = [
  { to: '/live', name: 'live', icon: IconMicrophone },
  { to: '/alarms', name: 'alarms', icon: IconBell, ability: 'read_devices' },
  { to: '/dictionary', name: 'dictionary', icon: IconBook2, ability: 'read_bulletins' },
  { to: '/schedule/rules', name: 'rules', icon: IconListDetails },
  { to: '/approval', name: 'approval', icon: IconRubberStamp, ability: 'read_bulletins' },
  { to: '/settings', name: 'settings', icon: IconSettings, ability: 'read_bulletins' },
  { to: '/units', name: 'units', icon: IconBuilding, ability: 'manage_users' },
  { to: '/people', name: 'people', icon: IconUsers, ability: 'manage_users' },
  { to: '/audit', name: 'audit', icon: IconHistory, ability: 'read_audit' },
  { to: '/updates', name: 'updates', icon: IconDownload, ability: 'read_devices' },
  { to: '/keys', name: 'keys', icon: IconKey, ability: 'manage_settings' },
  { to: '/undelivered', name: 'undelivered', icon: IconMailOff, ability: 'manage_settings' },
];

function PlaceLink({ place, on_choice }: { place: Place; on_choice?: () => void }) {
  const { t } = useTranslation('shell');
  const exact = place.to === '/' || place.to === '/schedule';
  return (
    <Link to={place.to} className="nav-link" activeOptions={{ exact }} onClick={on_choice}>
      <place.icon size={20} stroke={1.7} aria-hidden />
      {t(`places.${place.name}`)}
    </Link>
  );
}

export function NavLinks({ on_choice }: { on_choice?: () => void }) {
  const actor = useMe();
  return (
    <Stack gap={4}>
      {offered(main_places, actor).map((place) => (
        <PlaceLink key={place.to} place={place} on_choice={on_choice} />
      ))}
      <Divider my="xs" />
      {offered(other_places, actor).map((place) => (
        <PlaceLink key={place.to} place={place} on_choice={on_choice} />
      ))}
    </Stack>
  );
}

export function TabBar({ places }: { places: Place[] }) {
  const { t } = useTranslation('shell');
  const actor = useMe();
  return offered(places, actor).map((place) => (
    <Link key={place.to} to={place.to} activeOptions={{ exact: place.to === '/' }}>
      <place.icon size={22} stroke={1.7} aria-hidden />
      {t(`places_short.${place.name}`)}
    </Link>
  ));
}
