//! Makes endpoints fail, until cleared or for some requests.

use super::{Sim, locked};
use crate::endpoint::Endpoint;
use crate::fault::Fault;

impl Sim {
    /// Makes an endpoint fail until [`Sim::clear_fault`], after any pending faults.
    pub fn fault(&self, endpoint: Endpoint, fault: Fault) {
        locked(&self.shared.faults).add(endpoint, fault, None);
    }

    /// Makes an endpoint fail for the next so many requests, after any pending faults.
    pub fn fault_times(&self, endpoint: Endpoint, fault: Fault, times: u32) {
        locked(&self.shared.faults).add(endpoint, fault, Some(times));
    }

    /// Makes every endpoint fail until cleared.
    pub fn fault_all(&self, fault: &Fault) {
        for endpoint in Endpoint::ALL {
            self.fault(endpoint, fault.clone());
        }
    }

    /// Ends all faults of an endpoint.
    pub fn clear_fault(&self, endpoint: Endpoint) {
        locked(&self.shared.faults).clear(endpoint);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        for endpoint in Endpoint::ALL {
            self.clear_fault(endpoint);
        }
    }
}
