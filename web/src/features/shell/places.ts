/** Where the console can go, and what can be begun from anywhere. */
export interface NamedPlace {
  to: '/' | '/bulletins' | '/schedule' | '/devices' | '/runs' | '/dictionary' | '/people'
    | '/units' | '/settings'
    | '/audit' | '/updates' | '/keys' | '/schedule/rules' | '/schedule/heard' | '/approval' | '/devices/groups' | '/account' | '/emergency'
    | '/alarms' | '/undelivered' | '/live' | '/live/stations' | '/bulletins/new' | '/schedule/new' | '/devices/new';
  name: string;
  /** Offered only to those who may. */
  ability?: string;
}

export const places: NamedPlace[] = [
  { to: '/', name: 'home' },
  { to: '/bulletins', name: 'bulletins', ability: 'read_bulletins' },
  { to: '/schedule', name: 'schedule' },
  { to: '/schedule/heard', name: 'heard' },
  { to: '/runs', name: 'runs' },
  { to: '/devices', name: 'devices', ability: 'read_devices' },
  { to: '/devices/groups', name: 'groups', ability: 'read_devices' },
  { to: '/live', name: 'live' },
  { to: '/live/stations', name: 'stations' },
  { to: '/alarms', name: 'alarms', ability: 'read_devices' },
  { to: '/dictionary', name: 'dictionary', ability: 'read_bulletins' },
  { to: '/schedule/rules', name: 'rules' },
  { to: '/approval', name: 'approval', ability: 'read_bulletins' },
  { to: '/settings', name: 'settings', ability: 'read_bulletins' },
  { to: '/units', name: 'units', ability: 'manage_users' },
  { to: '/people', name: 'people', ability: 'manage_users' },
  { to: '/audit', name: 'audit', ability: 'read_audit' },
  { to: '/updates', name: 'updates', ability: 'read_devices' },
  { to: '/keys', name: 'keys', ability: 'manage_settings' },
  { to: '/undelivered', name: 'undelivered', ability: 'manage_settings' },
  { to: '/account', name: 'account' },
];

export const deeds: NamedPlace[] = [
  { to: '/bulletins/new', name: 'write', ability: 'write_bulletins' },
  { to: '/schedule/new', name: 'plan', ability: 'write_schedule' },
  { to: '/emergency', name: 'emergency' },
  { to: '/devices/new', name: 'add_device', ability: 'write_devices' },
];
