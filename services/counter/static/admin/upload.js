/**
 * Upload a file by the counter service's API, however long it takes: resolves with {status, body}, as
 * CounterApi.ask does; told(percent) says how far it is.
 */
export function upload(api, path, file, told) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", api.base + path);
    request.responseType = "json";
    for (const [name, value] of Object.entries(api.headers("application/octet-stream")))
      request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => told(Math.floor((loaded * 100) / total));
    request.onloadend = () => done({ status: request.status, body: request.response ?? {} });
    request.send(file);
  });
}
