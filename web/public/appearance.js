// Runs before the first paint, so that a dark screen never flashes white. It is a file of its own
// because the content security policy allows no inline script.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('nguon.appearance');
  } catch {
    // Storage may be forbidden; the system's choice then decides.
  }
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  var scheme = stored === 'light' || stored === 'dark' ? stored : dark ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
