/** Where the build puts the script of the Python language server (vite.config.basedpyright.ts). */
declare module "virtual:python-language-server" {
  const url: string;
  export default url;
}
