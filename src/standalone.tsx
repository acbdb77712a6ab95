import { createRoot } from 'react-dom/client';

import '../style/standalone.css';

const root = document.getElementById('autograde-root');
if (root) {
  createRoot(root).render(<h1>{document.title}</h1>);
}
