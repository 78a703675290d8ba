// npm run journeys: all of them, one after another. With NGUON_URL against that server (with
// SETUP_CODE when it is empty), else against the demo console.
import { administration } from './administration.mjs';
import { bulletins } from './bulletins.mjs';
import { clusters } from './clusters.mjs';
import { copies } from './copies.mjs';
import { daily_work } from './daily_work.mjs';
import { devices } from './devices.mjs';
import { drawing } from './drawing.mjs';
import { emergency } from './emergency.mjs';
import { every_page } from './every_page.mjs';
import { first_day } from './first_day.mjs';
import { firmware } from './firmware.mjs';
import { first_load } from './first_load.mjs';
import { intake } from './intake.mjs';
import { keyboard } from './keyboard.mjs';
import { keys } from './keys.mjs';
import { long_lists } from './long_lists.mjs';
import { main_job } from './main_job.mjs';
import { number_field } from './number_field.mjs';
import { one_cluster } from './one_cluster.mjs';
import { passkey } from './passkey.mjs';
import { relay } from './relay.mjs';
import { roles } from './roles.mjs';
import { scan } from './scan.mjs';
import { slow_line } from './slow_line.mjs';
import { schedule } from './schedule.mjs';
import { undelivered } from './undelivered.mjs';
import { waiting_for_me } from './waiting_for_me.mjs';

const on_a_server = {
  main_job, daily_work, emergency, administration, bulletins, clusters, copies, drawing, passkey, scan, one_cluster, roles, waiting_for_me, schedule,
  firmware, keys, undelivered,
};
const on_the_demo = { first_load, every_page, main_job, keyboard, emergency, devices, intake, number_field, slow_line, relay, long_lists, schedule };
const journeys = process.env.NGUON_URL
  ? { ...(process.env.SETUP_CODE ? { first_day } : on_a_server) }
  : on_the_demo;
let failed = 0;
for (const [name, journey] of Object.entries(journeys)) {
  if (process.argv[2] && process.argv[2] !== name) continue;
  const begun = Date.now();
  try {
    await journey();
    console.log(`ok      ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.error(`FAILED  ${name}\n${error.stack ?? error}`);
  }
}
process.exitCode = failed > 0 ? 1 : 0;
