//! The recorded store on a port of this machine.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use sim_woocommerce::{Deliverer, Keys, Store, serve};

/// Serves the recorded store on a port of this machine.
pub(crate) async fn serve_store() -> (Arc<Mutex<Store>>, String) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce");
    let keys = Keys {
        key: "ck_12345".into(),
        secret: "cs_67890".into(),
    };
    let store = Store::load(&folder, keys, "test-secret-woo-9099").unwrap();
    let store = Arc::new(Mutex::new(store));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let deliverer = Deliverer::new(address.clone(), vec![]).unwrap();
    tokio::spawn(serve(Arc::clone(&store), deliverer, listener));
    (store, address)
}
