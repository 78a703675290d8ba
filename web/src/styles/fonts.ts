// Each file names its alphabets by unicode-range: the browser fetches what a page's letters need.
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/500.css';
import '@fontsource/be-vietnam-pro/600.css';
