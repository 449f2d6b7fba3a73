// Starts the application. When the browser cannot run it, the page says so instead of staying empty.
import init from "/app/frontend.js";

const boot = document.getElementById("boot");
try {
  await init();
  boot.remove();
} catch (error) {
  console.error(error);
  boot.textContent = "页面无法启动，请更新浏览器后重试 · The page cannot start: please update the browser and try again";
}
